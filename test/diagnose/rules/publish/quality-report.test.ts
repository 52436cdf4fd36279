import { qualityReport } from '../../../../src/diagnose/rules/publish/quality-report.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const REPORT =
  'VQSessionReport: CallTerm\\nCallID: 1@example.com\\nLocalMetrics:\\nSessionDesc:PT=0 PD=PCMU SR=8000\\nPacketLoss:NLR=5.0 JDR=2.0\\nDelay:RTD=200 IAJ=8\\nQualityEst:MOSLQ=4.1 MOSCQ=4.0\\n'

testRule(qualityReport, {
  quiet: {
    'another body': ladder`10.0.0.5 > 10.0.0.9 PUBLISH header "Event: presence" body "application/pidf+xml" "<presence/>"`,
    'no body': ladder`10.0.0.5 > 10.0.0.9 PUBLISH header "Event: vq-rtcpxr"`,
  },
  fires: {
    'at the end of a call': [
      ladder`10.0.0.5 > 10.0.0.9 PUBLISH header "Event: vq-rtcpxr" body "application/vq-rtcpxr" "${REPORT}"`,
      {
        kind: 'session',
        figures: [
          'codec PCMU',
          'loss 5 %',
          'discarded 2 %',
          'round trip 200 ms',
          'jitter 8 ms',
          'MOS-LQ 4.1',
          'MOS-CQ 4',
        ],
      },
      'info',
    ],
  },
  unproven: {
    'a report without figures': [
      ladder`10.0.0.5 > 10.0.0.9 PUBLISH header "Event: vq-rtcpxr" body "application/vq-rtcpxr" "VQSessionReport: CallTerm\\n"`,
      'message-cut',
    ],
  },
})
