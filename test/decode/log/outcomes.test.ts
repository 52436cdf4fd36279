import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { statedIn } from '../../../src/decode/log/outcomes.ts'

const said = (line: string): string | undefined => {
  const found = statedIn(line)?.outcome
  return found && [found.of, found.status, found.reason, found.causeQ850].map((one) => one ?? '-').join(' ')
}

const STATED: Readonly<Record<string, readonly [line: string, outcome: string]>> = {
  'a status of SIP alone in a sentence': [
    'The carrier gives us 604 Does Not Exist Anywhere for this number',
    'call 604 Does Not Exist Anywhere -',
  ],
  'a status line in a sentence': [
    'we got SIP/2.0 503 Service Unavailable from the SBC',
    'call 503 Service Unavailable -',
  ],
  'a status line without its phrase': ['last reply: SIP/2.0 500', 'call 500  -'],
  'a shared status beside its method': ['received 404 Not Found for INVITE', 'call 404 Not Found -'],
  'with a dash': ['leg 2 REJECTED WITH 404 - Not Found Reason: Q.850;cause=1', 'call 404 Not Found 1'],
  chan_sip: [
    '[Mar  3 10:00:00] NOTICE[2040] chan_sip.c: Got SIP response 503 "Service Unavailable" back from 203.0.113.7:5060',
    'call 503 Service Unavailable -',
  ],
  'a registration refused, chan_sip': [
    '[Mar  3 10:00:00] WARNING[2040]: chan_sip.c:23456 handle_response_register: Got SIP response 403 Forbidden on registration for 1001@pbx.example.com',
    'registration 403 Forbidden -',
  ],
  'a registration refused, PJSIP': [
    "[Mar  3 10:00:00] WARNING[2040] res_pjsip_outbound_registration.c: Fatal response '403' received from 'sip:pbx.example.com' on registration attempt to 'sip:1001@pbx.example.com', stopping outbound registration",
    'registration 403  -',
  ],
  'a registration refused, FreeSWITCH': [
    '2024-03-03 10:00:00.000000 [ERR] sofia_reg.c:2442 provider Failed Registration with status Forbidden [403]. failure #4',
    'registration 403 Forbidden -',
  ],
  'the same in older words': [
    '2024-03-03 10:00:00.000000 [WARNING] sofia_reg.c:2517 provider Failed Registration [403], setting retry to 30 seconds.',
    'registration 403  -',
  ],
  'a registration without answer': [
    "[Mar  3 10:00:00] NOTICE[2040] chan_sip.c:    -- Registration for '1001@pbx.example.com' timed out, trying again (Attempt #4)",
    'registration 408 Request Timeout -',
  ],
  'the same, PJSIP': [
    "WARNING[2040] res_pjsip_outbound_registration.c: No response received from 'sip:pbx.example.com' on registration attempt to 'sip:1001@pbx.example.com', retrying in '60'",
    'registration 408 Request Timeout -',
  ],
  pjsua: ['Call 0 is DISCONNECTED [reason=486 (Busy Here)]', 'call 486 Busy Here -'],
  'a variable of FreeSWITCH': ['variable_sip_term_status: [480]', 'call 480  -'],
  'another one': ['variable_proto_specific_hangup_cause: [sip:404]', 'call 404  -'],
  'Cisco CVP': [
    '[INBOUND] - ABNORMALLY ENDING - SIP code [404], Reason Hdr [SIP;cause=404] Not Found',
    'call 404 Not Found -',
  ],
  'the summary of a CUBE': ['Disconnect Cause (SIP)   : 488', 'call 488  -'],
  'its other half': ['Disconnect Cause (CC)    : 47', 'call -  47'],
  'an element of Q.931': [
    'Mar  3 10:00:00.000: ISDN Se0/0:23 Q931: RX <- DISCONNECT pd = 8  callref = 0x8001 Cause i = 0x8081 - Unallocated/unassigned number',
    'call -  1',
  ],
  'a Reason in prose': ['the BYE has Reason: Q.850;cause=34;text="No circuit"', 'call -  34'],
  'a cause in hexadecimal': ['ccsip: disconnect cause 0x2F', 'call -  47'],
  Asterisk: ['-- SIP/trunk-00000012 hangup cause: 27', 'call -  27'],
  'its variable': ['NoOp("SIP/1001-0000000a", "HANGUPCAUSE=38")', 'call -  38'],
  'FreeSWITCH by name': [
    '2024-03-03 10:00:00.000000 [NOTICE] sofia.c:8736 Hangup sofia/external/+442079460000 [CS_CONSUME_MEDIA] [NO_ROUTE_DESTINATION]',
    'call -  3',
  ],
  'its B-leg': [
    '[ERR] switch_ivr_originate.c:3935 Cannot create outgoing channel of type [sofia] cause: [NORMAL_TEMPORARY_FAILURE]',
    'call -  41',
  ],
  'an ended call with its number': ['Originate Resulted in Error Cause: 27 [DESTINATION_OUT_OF_ORDER]', 'call -  27'],
}

const SILENT: Readonly<Record<string, string>> = {
  'an HTTP status line': 'HTTP/1.1 404 Not Found',
  'an HTTP request that failed': 'GET /phone/config.xml failed with 404 Not Found (pbx call manager)',
  'a web server': 'nginx: upstream returned 503 Service Unavailable for call API',
  'the URL of a service': 'call to https://api.example.com/v1 returned 500 Internal Server Error',
  'a shared status without any word of SIP': 'page: 404 Not Found',
  'a port': 'listening on 192.0.2.1:5060, 486 sockets open',
  'a duration': 'the call ended after 480 ms',
  'another one': 'received 486 packets of the call',
  'a line number': 'sofia.c:486 call state changed',
  'a year-like number': 'INVITE 604 of this call was traced',
  'an extension': 'Call from 404 to 503 answered',
  'a code with the phrase of another': '486 Not Found in the dial plan of this call',
  'a step that a retry follows': 'received 401 Unauthorized for INVITE',
  'a proxy challenge': 'SIP/2.0 407 Proxy Authentication Required',
  'what a CANCEL makes': 'received 487 Request Terminated for INVITE',
  'a success': 'SIP/2.0 200 OK',
  'a ping': 'SIP OPTIONS to the peer was answered with 404 Not Found',
  'a subscription': 'Got SIP response 489 "Bad Event" back from 203.0.113.7:5060 to SUBSCRIBE',
  'a script': 'sl_send_reply("404", "Not Found");',
  'a setting': 'set sip-status 503 pstn-cause 34',
  'a supposition': 'if the trunk answers 503 Service Unavailable the call goes to the next one',
  'a comment': '# 488 Not Acceptable Here means that no codec fits',
  'a normal end':
    '[NOTICE] switch_core_state_machine.c Hangup sofia/internal/1001@pbx.example.com [CS_EXECUTE] [NORMAL_CLEARING]',
  'normal clearing by number': 'Disconnect Cause (CC)    : 16',
  'the same in hexadecimal': 'disconnect cause 0x10',
  'its own code of a program': 'RouterCallKeySent=false causecode=1 version=CVP_9_0',
  'cause in a sentence': 'the cause of these 34 calls is unknown',
  'a name outside of an end': 'parameter NO_ANSWER set to 20 seconds',
  'a bad certificate': 'self signed certificate, error 18 at depth 0',
  'an empty line': '',
}

describe('what a line states of the end of a call', () => {
  test.each(Object.entries(STATED))('%s', (_, [line, outcome]) => expect(said(line)).toBe(outcome))
  test.each(Object.entries(SILENT))('nothing: %s', (_, line) => expect(said(line)).toBeUndefined())

  test('looks at any text in bounded time, and never throws', () => {
    const words = fc.constantFrom(
      'SIP/2.0 ',
      '404',
      '503 ',
      'cause',
      '=',
      '[',
      'rejected ',
      'with ',
      'status ',
      'NO_',
      'Q.850',
      ' ',
      '\t',
      '"',
      'Registration for ',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 400 }), (parts) => {
        const found = statedIn(parts.join(''))
        expect(found === undefined || found.outcome.status !== undefined || found.outcome.causeQ850 !== undefined).toBe(
          true,
        )
      }),
    )
  })
})
