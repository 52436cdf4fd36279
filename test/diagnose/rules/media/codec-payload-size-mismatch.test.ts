import { codecPayloadSizeMismatch } from '../../../../src/diagnose/rules/media/codec-payload-size-mismatch.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(codecPayloadSizeMismatch, {
  quiet: {
    'G.711': mediaCall(there('PCMU 300')),
    'G.711 of 30 ms': mediaCall(there('PCMU 300 every 30')),
    'G.729': mediaCall(there('G729 300'), { offer: 'G729' }),
    'G.723.1 at its lower rate': mediaCall(there('G723 300 every 30 octets 20'), { offer: 'G723' }),
    'iLBC of 30 ms': mediaCall(there('iLBC 300 every 30 octets 50'), { offer: 'iLBC' }),
    'an SRTP tag, told elsewhere': mediaCall(there('PCMU 300 octets 170')),
    'a codec of variable size': mediaCall(there('opus 300 octets 77'), { offer: 'opus' }),
    'a few packets': mediaCall(there('G729 9 octets 160'), { offer: 'G729' }),
  },
  fires: {
    'G.711 under the number of G.729': [
      mediaCall(there('G729 300 octets 160'), { offer: 'G729' }),
      { encoding: 'G729', octets: 160, ptimeMs: 20, direction: 'from caller to callee' },
      'medium',
    ],
    'half a packet of G.711': [mediaCall(there('PCMU 300 octets 80')), { octets: 80 }, 'medium'],
    'odd G.723.1': [mediaCall(there('G723 300 every 30 octets 23'), { offer: 'G723' }), {}, 'medium'],
  },
  unproven: {
    'SRTP may have made them longer': [
      mediaCall(there('PCMU 300 octets 182'), { offer: 'PCMU profile RTP/SAVP' }),
      'encrypted',
    ],
  },
})
