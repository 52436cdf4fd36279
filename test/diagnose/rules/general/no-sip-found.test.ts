import { noSipFound } from '../../../../src/diagnose/rules/general/no-sip-found.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

// It is never unproven: that no SIP is in the capture is itself what was seen.
testRule(noSipFound, {
  quiet: {
    'SIP and nothing else': ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS`,
    'text with log lines only': ladder`log "ERROR: TLS certificate has expired"`,
  },
  fires: {
    'RTP alone': [ladder`0 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 60`, { rtpPackets: 60 }, 'info'],
  },
})
