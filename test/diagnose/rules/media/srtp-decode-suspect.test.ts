import { srtpDecodeSuspect } from '../../../../src/diagnose/rules/media/srtp-decode-suspect.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const KEY = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz'
const SRTP = `PCMU profile RTP/SAVP line "${KEY}"`

testRule(srtpDecodeSuspect, {
  quiet: {
    'plain as agreed': mediaCall(there('PCMU 300')),
    'SRTP as agreed': mediaCall(there('PCMU 300 octets 170'), { offer: SRTP }),
    'keys offered beside RTP/AVP': mediaCall(there('PCMU 300 octets 170'), {
      offer: `PCMU line "${KEY}"`,
      answer: `PCMU line "${KEY}"`,
    }),
    'a few packets': mediaCall(there('PCMU 40'), { offer: SRTP }),
    'no authentication by agreement': mediaCall(there('PCMU 300'), {
      offer: `PCMU profile RTP/SAVP line "${KEY} UNAUTHENTICATED_SRTP"`,
    }),
    'two profiles, told elsewhere': mediaCall(there('PCMU 300'), { offer: SRTP, answer: 'PCMU' }),
  },
  fires: {
    'in the clear': [
      mediaCall(there('PCMU 300'), { offer: SRTP }),
      { agreed: 'srtp', tagOctets: 0, packets: 300 },
      'high',
    ],
    'encrypted where nothing was agreed': [
      mediaCall(back('PCMU 300 octets 170')),
      { agreed: 'rtp', tagOctets: 10, direction: 'from callee to caller' },
      'high',
    ],
    'with a tag of four': [mediaCall(there('PCMU 300 octets 164')), { tagOctets: 4 }, 'high'],
  },
  unproven: {
    'a codec of variable size': [
      mediaCall(there('opus 300 octets 77'), { offer: 'opus profile RTP/SAVP' }),
      'encrypted',
    ],
  },
})
