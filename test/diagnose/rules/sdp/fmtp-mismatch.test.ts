import { fmtpMismatch } from '../../../../src/diagnose/rules/sdp/fmtp-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (codec: string, offered: string, answered: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${codec} ${offered && `line "a=fmtp:${offered}"`}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${codec} ${answered && `line "a=fmtp:${answered}"`}`
const video = (offered: string, answered: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp video 203.0.113.1:4002 H264 line "a=fmtp:${offered}"
  203.0.113.7 > 203.0.113.1  200     sdp video 203.0.113.7:5002 H264 line "a=fmtp:${answered}"`

testRule(fmtpMismatch, {
  quiet: {
    'nothing said': call('AMR', '', ''),
    'Annex B by default on both sides': call('G729', '18 annexb=yes', ''),
    'Opus parameters are wishes': call('opus', '111 useinbandfec=1;stereo=1', '111 stereo=0'),
    'events without 12 to 15': call('PCMU,telephone-event', '101 0-15', '101 0-11'),
    'AMR modes in common': call('AMR', '98 mode-set=0,2,7', '98 mode-set=7'),
    'the same H.264 profile at another level': video('102 profile-level-id=42e01f', '102 profile-level-id=42e00a'),
  },
  fires: {
    'Annex B on one side': [
      call('G729', '18 annexb=no', ''),
      { parameter: 'annexb', offered: 'off', answered: 'on' },
      'low',
    ],
    'iLBC frames': [
      call('iLBC', '97 mode=20', '97 mode=30'),
      { parameter: 'mode', offered: '20', answered: '30' },
      'medium',
    ],
    'AMR packing': [call('AMR', '98 octet-align=1', ''), { parameter: 'octet-align' }, 'high'],
    'AMR interleaving': [
      call('AMR', '98 octet-align=1;interleaving=2', '98 octet-align=1'),
      { parameter: 'interleaving' },
      'high',
    ],
    'AMR check sums': [call('AMR', '98 octet-align=1;crc=1', '98 octet-align=1'), { parameter: 'crc' }, 'high'],
    'no AMR mode in common': [call('AMR', '98 mode-set=0,1', '98 mode-set=7'), { parameter: 'mode-set' }, 'high'],
    'digits missing': [call('PCMU,telephone-event', '101 0-15', '101 0-9'), { parameter: 'events' }, 'medium'],
    'another H.264 profile': [
      video('102 profile-level-id=42e01f', '102 profile-level-id=640028'),
      { parameter: 'profile_idc', offered: '42', answered: '64' },
      'medium',
    ],
    'another packetization mode': [
      video('102 profile-level-id=42e01f;packetization-mode=1', '102 profile-level-id=42e01f'),
      { parameter: 'packetization-mode', offered: '1', answered: '0' },
      'medium',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
