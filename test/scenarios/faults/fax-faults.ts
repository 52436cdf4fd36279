import type { FaxSide } from '../fax-line.ts'
import { startSipp } from '../sipp-pair.ts'
import { begin, called, expect, hears, marks, pause, RINGS, respond, returns, sdp, within } from '../sipp-script.ts'
import { type Speech, startSpeaker } from '../speaker.ts'
import type { Fault } from './fault.ts'
import { played, speech, together } from './parts.ts'

// Calls of two SIPp in which the called side asks for T.38 after two seconds (RFC 3362), as a fax machine does.

const VOICE_MS = 2_000
const FAX_MS = 7_000
/** From the port of the audio to that of the fax. */
const FAX_PORT = 2

const T38 = (port: number): readonly string[] => [
  `m=image ${port} udptl t38`,
  'a=T38FaxVersion:0',
  'a=T38MaxBitRate:14400',
  'a=T38FaxRateManagement:transferredTCF',
  'a=T38FaxMaxBuffer:1024',
  'a=T38FaxMaxDatagram:400',
  'a=T38FaxUdpEC:t38UDPRedundancy',
]

const AUDIO = ['PCMU', 'DTMF'] as const

/** The caller takes it, or refuses; then the called side goes on in the audio, or hangs up. */
const faxing =
  (end: 'accepted' | 'goes on' | 'gives up'): Fault['run'] =>
  ({ site }) =>
    together(async (add) => {
      const isAccepted = end === 'accepted'
      const caller = { address: site.host(1), port: site.media(1) }
      const callee = { address: site.host(2), port: site.media(2) }
      const ms = end === 'goes on' ? VOICE_MS + FAX_MS : VOICE_MS
      const faxed = (side: FaxSide): Pick<Speech, 'fax'> => (isAccepted ? { fax: { side, after: 'fax' } } : {})
      await add(startSpeaker(site, 1, { ...speech(caller, callee, 'caller', ms), ...faxed('calling') }))
      await add(startSpeaker(site, 2, { ...speech(callee, caller, 'callee', ms), ...faxed('called') }))
      await add(
        startSipp(site, {
          at: 2,
          steps: [
            called(),
            respond('180 Ringing', { tag: true }),
            pause(300),
            respond('200 OK', { tag: true, body: sdp({ codecs: AUDIO, port: callee.port }) }),
            hears('ACK'),
            pause(VOICE_MS + 300),
            returns('INVITE', { cseq: 1, body: sdp({ version: 2, media: T38(callee.port + FAX_PORT) }) }),
            expect(100, { optional: true }),
            ...(isAccepted ? [expect(200), returns('ACK', { cseq: 1 })] : [expect(488), acknowledged]),
            hears('BYE'),
            respond('200 OK', { contact: false }),
          ],
        }),
      )
      await played(add, site, {
        at: 1,
        to: 2,
        steps: [
          begin('INVITE', { body: sdp({ codecs: AUDIO, port: caller.port }) }),
          ...RINGS,
          expect(200, { routes: true }),
          within('ACK'),
          marks('answered'),
          hears('INVITE'),
          ...(isAccepted
            ? [
                respond('200 OK', { body: sdp({ version: 2, media: T38(caller.port + FAX_PORT) }) }),
                hears('ACK'),
                marks('fax'),
              ]
            : [respond('488 Not Acceptable Here', { contact: false }), hears('ACK')]),
          pause(end === 'gives up' ? 700 : FAX_MS),
          within('BYE', { cseq: 2 }),
          expect(200),
        ],
      })
    })

/** It belongs to the transaction of the INVITE (RFC 3261 §17.1.1.3), two steps back. */
const acknowledged = returns('ACK', { cseq: 1 }).replace('[branch]', '[branch-3]')

export const FAX_FAULTS: Readonly<Record<string, Fault>> = {
  'a fax by T.38': { programs: ['sipp'], run: faxing('accepted'), finds: {} },
  'T.38 refused, a fax in G.711': { programs: ['sipp'], run: faxing('goes on'), finds: {} },
  'T.38 refused': { programs: ['sipp'], run: faxing('gives up'), finds: { 'fax.t38-rejected': 'high' } },
}
