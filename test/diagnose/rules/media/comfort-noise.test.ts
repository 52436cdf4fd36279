import { comfortNoise } from '../../../../src/diagnose/rules/media/comfort-noise.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const NOISE = there('CN 20 octets 1 seq 400 stamp 49000 every 200', 6.3013)

testRule(comfortNoise, {
  quiet: { none: mediaCall(there('PCMU 300')) },
  fires: {
    'comfort noise': [mediaCall(`${there('PCMU 300')}\n${NOISE}`), { noise: 20, packets: 320 }, 'info'],
    'silence descriptors of G.729': [
      mediaCall(`${there('G729 300')}\n${there('G729 5 octets 2 seq 400 stamp 49000', 6.3013)}`, { offer: 'G729' }),
      { noise: 5 },
      'info',
    ],
    'towards a recorder': [mediaCall(`issue "recording has gaps"\n${there('PCMU 300')}\n${NOISE}`), {}, 'medium'],
  },
  unproven: {
    'too few packets': [
      mediaCall(`${there('PCMU 60')}\n${there('CN 5 octets 1 seq 160 stamp 10600', 1.5013)}`),
      'ends-mid-dialog',
    ],
  },
})
