import type { Finding } from '../../src/model/finding.ts'
import { finding } from '../support/finding.ts'
import { ladder } from '../support/ladder.ts'

/** Calls that each show something a ladder must get right. */
export const DRAWINGS = {
  simple: ladder`
    endpoints "Phone,PBX"
    0    192.0.2.5 > 198.51.100.9   INVITE  sdp audio 192.0.2.5:4000 PCMU,PCMA
    0.02 198.51.100.9 > 192.0.2.5   100
    0.5  198.51.100.9 > 192.0.2.5   180
    3.1  198.51.100.9 > 192.0.2.5   200     sdp audio 198.51.100.9:3000 PCMU
    3.12 192.0.2.5 > 198.51.100.9   ACK
    3.15 192.0.2.5:4000 > 198.51.100.9:3000  rtp PCMU 500
    3.2  198.51.100.9:3000 > 192.0.2.5:4000  rtp PCMU 500 lost 40
    24   198.51.100.9 > 192.0.2.5   BYE     header "Reason: Q.850;cause=16"
    24.1 192.0.2.5 > 198.51.100.9   200`,
  forkedAndTransferred: ladder`
    0     192.0.2.5 > 192.0.2.9     INVITE  sdp audio 192.0.2.5:4000 PCMU
    0.02  192.0.2.9 > 192.0.2.21    INVITE  forwarded branch z9hG4bKf1
    0.03  192.0.2.9 > 192.0.2.22    INVITE  forwarded branch z9hG4bKf2
    0.2   192.0.2.21 > 192.0.2.9    180     tag one
    0.21  192.0.2.9 > 192.0.2.5     180     forwarded
    0.3   192.0.2.22 > 192.0.2.9    180     tag two
    0.31  192.0.2.9 > 192.0.2.5     180     forwarded
    4     192.0.2.22 > 192.0.2.9    200     tag two sdp audio 192.0.2.22:3000 PCMU
    4.01  192.0.2.9 > 192.0.2.5     200     forwarded
    4.02  192.0.2.5 > 192.0.2.22    ACK
    4.03  192.0.2.9 > 192.0.2.21    CANCEL
    4.04  192.0.2.21 > 192.0.2.9    200     CANCEL
    4.05  192.0.2.21 > 192.0.2.9    487     INVITE tag one
    4.06  192.0.2.9 > 192.0.2.21    ACK
    11    192.0.2.5 > 192.0.2.22    REFER   header "Refer-To: <sip:carol@192.0.2.30>"
    11.02 192.0.2.22 > 192.0.2.5    202
    11.03 192.0.2.22 > 192.0.2.30   INVITE  call second uri sip:carol@192.0.2.30 header "Referred-By: <sip:alice@192.0.2.5>"
    11.1  192.0.2.30 > 192.0.2.22   180
    13    192.0.2.30 > 192.0.2.22   200     INVITE
    13.02 192.0.2.22 > 192.0.2.30   ACK     call second
    13.05 192.0.2.5 > 192.0.2.22    BYE
    13.06 192.0.2.22 > 192.0.2.5    200`,
  sentAgain: ladder`
    0     [2001:db8::5]:5070 > [2001:db8:1:2::9]  INVITE  sdp audio [2001:db8::5]:4000 PCMU
    0.5   [2001:db8::5]:5070 > [2001:db8:1:2::9]  INVITE  again
    1.5   [2001:db8::5]:5070 > [2001:db8:1:2::9]  INVITE  again
    2     [2001:db8:1:2::9] > [2001:db8::5]:5070  200     sdp audio [2001:db8:1:2::9]:3000 PCMU
    2.1   [2001:db8::5]:5070 > [2001:db8:1:2::9]  ACK
    2.5   [2001:db8:1:2::9] > [2001:db8::5]:5070  200     again
    2.51  [2001:db8::5]:5070 > [2001:db8:1:2::9]  ACK     again
    3.5   [2001:db8:1:2::9] > [2001:db8::5]:5070  200     again
    3.51  [2001:db8::5]:5070 > [2001:db8:1:2::9]  ACK     again`,
} as const

/** Two findings that cite rows of the simple call, and one that is not worth a mark. */
export const FOUND: readonly Finding[] = [
  finding({ id: 'a', severity: 'high', title: 'RTP packet loss 8.0 %', calls: [1], evidence: [] }),
  finding({ id: 'b', severity: 'low', title: 'SRTP not used', calls: [1], evidence: [1, 4].map(cited) }),
  finding({ id: 'c', severity: 'info', title: 'Codec list', calls: [1], evidence: [cited(1)] }),
  finding({ id: 'd', severity: 'critical', title: 'Of another call', calls: [9], evidence: [cited(1)] }),
]

function cited(message: number) {
  return {
    kind: 'startline',
    message,
    frame: message,
    line: undefined,
    at: undefined,
    excerpt: '',
    redacted: false,
  } as const
}
