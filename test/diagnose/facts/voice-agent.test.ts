import { describe, expect, test } from 'vitest'
import { agentName, agentOf, humanSide } from '../../../src/diagnose/facts/voice-agent.ts'
import { correlated, type Ladder, ladder } from '../../support/ladder.ts'

function agentIn(drawn: Ladder) {
  const { conversations, facts } = correlated(drawn)
  const call = conversations.find((one) => one.kind === 'call')
  return call && agentOf(call, { capture: facts, options: drawn.options })
}

const call = (invite: string, answer: string, settings = '') => ladder`
  ${settings}
  192.0.2.5 > 203.0.113.9 INVITE ${invite}
  203.0.113.9 > 192.0.2.5 200 ${answer}`

describe('the agent is', () => {
  test.each([
    ['who answers as one', call('', 'header "Server: LiveKit"'), 'callee', 'LiveKit'],
    ['who calls as one', call('header "User-Agent: Jambonz sbc-outbound 0.9.14"', ''), 'caller', 'jambonz'],
    ['at the address that is called', call('uri sip:p@sip.api.openai.com', ''), 'callee', 'OpenAI Realtime'],
    ['at the address that calls', call('from sip:+12025550100@x.sip.livekit.cloud', ''), 'caller', 'LiveKit'],
    ['where the Contact says', call('', 'header "Contact: <sip:x@edge.bland.ai>"'), 'callee', 'Bland AI'],
    [
      'who writes its description',
      call(
        '',
        'body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.9\\ns=LiveKit\\nc=IN IP4 203.0.113.9\\nt=0 0\\nm=audio 5000 RTP/AVP 0\\n"',
      ),
      'callee',
      'LiveKit',
    ],
    [
      'behind a server of the same platform',
      call('header "User-Agent: LiveKit"', 'header "Server: Retell"'),
      'callee',
      'Retell AI',
    ],
    [
      'who refuses the call',
      ladder`
        192.0.2.5 > 203.0.113.9 INVITE
        203.0.113.9 > 192.0.2.5 486 header "Server: Vapi"`,
      'callee',
      'Vapi',
    ],
  ] as const)('%s', (_, drawn, side, platform) => {
    const agent = agentIn(drawn)!
    expect([agent.side, agent.platform, agentName(agent)]).toEqual([side, platform, platform])
    expect(humanSide(agent)).toBe(side === 'callee' ? 'caller' : 'callee')
    expect(agent.confidence).toBeGreaterThan(0.9)
  })
})

describe('where words alone tell of one, it is', () => {
  test.each([
    ['the callee', call('', '', 'issue "ai-voice-agent-call"'), 'callee'],
    ['the callee of a call that is only said to be of that kind', call('', '', 'issue "ai"'), 'callee'],
    ['the callee by two letters', call('', '', 'issue "AI is slow"'), 'callee'],
    ['the caller of an outbound call', call('', '', 'issue "outbound AI calls"'), 'caller'],
    [
      'away from a carrier that calls',
      call('header "User-Agent: Twilio Gateway"', '', 'issue "voice agent"'),
      'callee',
    ],
    ['away from a carrier that is called', call('', 'header "Server: Telnyx"', 'issue "voice agent"'), 'caller'],
    ['away from a trunk that is called', call('uri sip:1@x.pstn.twilio.com', '', 'issue "voicebot"'), 'caller'],
    [
      'at the label: the first',
      call('header "User-Agent: a"', 'header "Server: b"', 'endpoints "AI platform,Carrier"'),
      'caller',
    ],
    [
      'at the label: the second',
      call('header "User-Agent: a"', 'header "Server: b"', 'endpoints "Carrier,Vapi"'),
      'callee',
    ],
  ] as const)('%s', (_, drawn, side) => {
    const agent = agentIn(drawn)!
    expect([agent.side, agent.platform, agentName(agent)]).toEqual([side, undefined, 'the voice agent'])
    expect(agent.confidence).toBeLessThan(0.9)
  })
})

test.each([
  ['nobody says so', call('', '')],
  ['a carrier is no agent', call('header "User-Agent: Twilio Gateway"', 'header "Server: Telnyx"')],
  ['a word that holds the letters', call('', '', 'issue "mail is available again"')],
  ['the same word of another language', call('', '', 'issue "j’ai des coupures, et j\'ai un écho"')],
  ['the same in capitals', call('', '', 'issue "J\'AI DES COUPURES"')],
  ['labels of others', call('', '', 'endpoints "PBX,Carrier"')],
])('there is none: %s', (_, drawn) => {
  expect(agentIn(drawn)).toBeUndefined()
})
