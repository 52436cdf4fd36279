import type { AnyRule } from '../rule.ts'
import { bandwidth } from '../rules/media/bandwidth.ts'
import { burstLoss } from '../rules/media/burst-loss.ts'
import { clockDrift } from '../rules/media/clock-drift.ts'
import { codecPayloadSizeMismatch } from '../rules/media/codec-payload-size-mismatch.ts'
import { comfortNoise } from '../rules/media/comfort-noise.ts'
import { delayAsymmetric } from '../rules/media/delay-asymmetric.ts'
import { discardHigh } from '../rules/media/discard-high.ts'
import { dscpMissing } from '../rules/media/dscp-missing.ts'
import { dtlsHandshakeFailed } from '../rules/media/dtls-handshake-failed.ts'
import { duplicates } from '../rules/media/duplicates.ts'
import { echoSuspected } from '../rules/media/echo-suspected.ts'
import { firstHopSummary } from '../rules/media/first-hop-summary.ts'
import { holdMusicMissing } from '../rules/media/hold-music-missing.ts'
import { jitterHigh } from '../rules/media/jitter-high.ts'
import { lateStart } from '../rules/media/late-start.ts'
import { levelAbnormal } from '../rules/media/level-abnormal.ts'
import { lossHigh } from '../rules/media/loss-high.ts'
import { lossRtcpRemote } from '../rules/media/loss-rtcp-remote.ts'
import { mosDegradedWindow } from '../rules/media/mos-degraded-window.ts'
import { mosLow } from '../rules/media/mos-low.ts'
import { mosSummary } from '../rules/media/mos-summary.ts'
import { noMedia } from '../rules/media/no-media.ts'
import { oneWayAudio } from '../rules/media/one-way-audio.ts'
import { outOfOrder } from '../rules/media/out-of-order.ts'
import { portMismatch } from '../rules/media/port-mismatch.ts'
import { ptimeObservedDiffers } from '../rules/media/ptime-observed-differs.ts'
import { rtcpByeEarly } from '../rules/media/rtcp-bye-early.ts'
import { rtcpInterval } from '../rules/media/rtcp-interval.ts'
import { rtcpMissing } from '../rules/media/rtcp-missing.ts'
import { rtpAfterBye } from '../rules/media/rtp-after-bye.ts'
import { rtpPortOdd } from '../rules/media/rtp-port-odd.ts'
import { rttHigh } from '../rules/media/rtt-high.ts'
import { senderPacingBursty } from '../rules/media/sender-pacing-bursty.ts'
import { silenceOneSide } from '../rules/media/silence-one-side.ts'
import { srtpDecodeSuspect } from '../rules/media/srtp-decode-suspect.ts'
import { ssrcChange } from '../rules/media/ssrc-change.ts'
import { ssrcCollision } from '../rules/media/ssrc-collision.ts'
import { statsHeaderInvalid } from '../rules/media/stats-header-invalid.ts'
import { stoppedMidcall } from '../rules/media/stopped-midcall.ts'
import { timestampDiscontinuity } from '../rules/media/timestamp-discontinuity.ts'
import { twoSourcesMixed } from '../rules/media/two-sources-mixed.ts'
import { vadGaps } from '../rules/media/vad-gaps.ts'
import { wrongPayloadType } from '../rules/media/wrong-payload-type.ts'

export const MEDIA_RULES: readonly AnyRule[] = [
  bandwidth,
  burstLoss,
  clockDrift,
  codecPayloadSizeMismatch,
  comfortNoise,
  delayAsymmetric,
  discardHigh,
  dscpMissing,
  dtlsHandshakeFailed,
  duplicates,
  echoSuspected,
  firstHopSummary,
  holdMusicMissing,
  jitterHigh,
  lateStart,
  levelAbnormal,
  lossHigh,
  lossRtcpRemote,
  mosDegradedWindow,
  mosLow,
  mosSummary,
  noMedia,
  oneWayAudio,
  outOfOrder,
  portMismatch,
  ptimeObservedDiffers,
  rtcpByeEarly,
  rtcpInterval,
  rtcpMissing,
  rtpAfterBye,
  rtpPortOdd,
  rttHigh,
  senderPacingBursty,
  silenceOneSide,
  srtpDecodeSuspect,
  ssrcChange,
  ssrcCollision,
  statsHeaderInvalid,
  stoppedMidcall,
  timestampDiscontinuity,
  twoSourcesMixed,
  vadGaps,
  wrongPayloadType,
]
