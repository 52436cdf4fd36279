import { timestampDiscontinuity } from '../../../../src/diagnose/rules/media/timestamp-discontinuity.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const unmarked = (rtp: string, at: number): string => there(`${rtp} marker 0`, at)

/** Without a marker the timestamps begin elsewhere, and go on from there. */
const steps = (bases: readonly number[], each = 100): string =>
  bases
    .map((base, i) =>
      unmarked(`PCMU ${each} seq ${100 + i * each} stamp ${1000 + i * each * 160 + base}`, 5.3013 + i * each * 0.02),
    )
    .join('\n')

/** Four times a packet comes 100 ticks too early by its timestamp, and the next as it should. */
const UNEVEN = Array.from({ length: 4 }, (_, i) => {
  const at = 5.3013 + i * 0.5
  const [seq, stamp] = [100 + i * 25, 1000 + i * 25 * 160]
  return `${unmarked(`PCMU 24 seq ${seq} stamp ${stamp}`, at)}\n${unmarked(`PCMU 1 seq ${seq + 24} stamp ${stamp + 24 * 160 - 100}`, at + 0.48)}`
}).join('\n')

testRule(timestampDiscontinuity, {
  quiet: {
    steady: mediaCall(there('PCMU 600')),
    'twice is an accident': mediaCall(steps([0, 90_000, 180_000])),
    'a pause of the speaker': mediaCall(there('PCMU 600 pause 3000')),
    'a sender that is slow': mediaCall(there('PCMU 600 every 30 step 160')),
    short: mediaCall(there('G722 90 step 320'), { offer: 'G722' }),
    'around a re-INVITE': mediaCall(`${steps([0, 90_000, 180_000, 270_000])}
      9.2  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      9.3  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      9.4  192.0.2.10 > 198.51.100.7 ACK`),
  },
  fires: {
    'three new time bases': [mediaCall(steps([0, 90_000, 180_000, 270_000])), { faults: 3, off: false }, 'low'],
    'G.722 at its sampling rate': [
      mediaCall(there('G722 600 step 320'), { offer: 'G722' }),
      { off: true, direction: 'from caller to callee' },
      'high',
    ],
    'steps that are no packet': [mediaCall(UNEVEN), { off: false }, 'medium'],
    'new time bases all the way': [
      mediaCall(
        steps(
          Array.from({ length: 60 }, (_, i) => i * 9000),
          20,
        ),
      ),
      {},
      'high',
    ],
  },
  unproven: {
    'the input ends too early': [mediaCall(steps([0, 90_000, 180_000, 270_000], 20), { until: 0 }), 'ends-mid-dialog'],
  },
})
