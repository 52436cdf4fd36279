import { statsHeaderInvalid } from '../../../../src/diagnose/rules/media/stats-header-invalid.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const bye = (stat: string) => ladder`
  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  192.0.2.10 > 198.51.100.7 ACK
  192.0.2.10 > 198.51.100.7 BYE header "${stat}"
  198.51.100.7 > 192.0.2.10 200 BYE`

testRule(statsHeaderInvalid, {
  quiet: {
    'figures that may be': bye('P-RTP-Stat: PS=1000,OS=160000,PR=990,OR=158400,PL=10,JI=2,LA=0'),
    'no such header': bye('X-Other: 1'),
  },
  fires: {
    'no data': [
      bye('P-RTP-Stat: PS=0,OS=0,PR=0,OR=0,PL=0,JI=0,LA=0'),
      { name: 'P-RTP-Stat', fault: 'no-data', by: 'caller' },
      'low',
    ],
    'counted below zero': [
      bye('RTP-RxStat: Dur=12,Pkt=600,Oct=96000,LatePkt=0,LostPkt=4294967295,AvgJit=0'),
      { name: 'RTP-RxStat' },
      'low',
    ],
    'more lost than sent': [
      bye('P-RTP-Stat: PS=100,OS=0,PR=100,OR=0,PL=900,JI=0,LA=0'),
      { fault: 'more-lost-than-expected' },
      'low',
    ],
  },
})
