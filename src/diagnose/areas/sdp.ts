import type { AnyRule } from '../rule.ts'
import { answerAddsCodec } from '../rules/sdp/answer-adds-codec.ts'
import { answerDiffersFromEarly } from '../rules/sdp/answer-differs-from-early.ts'
import { answerMissing } from '../rules/sdp/answer-missing.ts'
import { bundleConflict } from '../rules/sdp/bundle-conflict.ts'
import { codecChangedMidcall } from '../rules/sdp/codec-changed-midcall.ts'
import { codecOrderMismatch } from '../rules/sdp/codec-order-mismatch.ts'
import { cryptoInvalid } from '../rules/sdp/crypto-invalid.ts'
import { directionBlocksAudio } from '../rules/sdp/direction-blocks-audio.ts'
import { directionConflict } from '../rules/sdp/direction-conflict.ts'
import { dtlsFingerprintMissing } from '../rules/sdp/dtls-fingerprint-missing.ts'
import { dtlsSetupConflict } from '../rules/sdp/dtls-setup-conflict.ts'
import { fmtpMismatch } from '../rules/sdp/fmtp-mismatch.ts'
import { holdLegacyZeroIp } from '../rules/sdp/hold-legacy-zero-ip.ts'
import { holdResume } from '../rules/sdp/hold-resume.ts'
import { mLineCountMismatch } from '../rules/sdp/m-line-count-mismatch.ts'
import { mandatoryLines } from '../rules/sdp/mandatory-lines.ts'
import { missingRtpmap } from '../rules/sdp/missing-rtpmap.ts'
import { noCommonCodec } from '../rules/sdp/no-common-codec.ts'
import { offerMissing } from '../rules/sdp/offer-missing.ts'
import { offerPortZero } from '../rules/sdp/offer-port-zero.ts'
import { opusRtpmapInvalid } from '../rules/sdp/opus-rtpmap-invalid.ts'
import { originVersion } from '../rules/sdp/origin-version.ts'
import { payloadTypeReused } from '../rules/sdp/payload-type-reused.ts'
import { portZero } from '../rules/sdp/port-zero.ts'
import { ptNumberDiffers } from '../rules/sdp/pt-number-differs.ts'
import { ptimeMismatch } from '../rules/sdp/ptime-mismatch.ts'
import { ptimeNonstandard } from '../rules/sdp/ptime-nonstandard.ts'
import { rtcpAttribute } from '../rules/sdp/rtcp-attribute.ts'
import { rtcpMuxMismatch } from '../rules/sdp/rtcp-mux-mismatch.ts'
import { rtpmapStaticConflict } from '../rules/sdp/rtpmap-static-conflict.ts'
import { secondOfferInAnswer } from '../rules/sdp/second-offer-in-answer.ts'
import { srtpProfileMismatch } from '../rules/sdp/srtp-profile-mismatch.ts'
import { tooManyCodecs } from '../rules/sdp/too-many-codecs.ts'
import { videoOrUnsupportedMline } from '../rules/sdp/video-or-unsupported-mline.ts'

export const SDP_RULES: readonly AnyRule[] = [
  answerAddsCodec,
  answerDiffersFromEarly,
  answerMissing,
  bundleConflict,
  codecChangedMidcall,
  codecOrderMismatch,
  cryptoInvalid,
  directionBlocksAudio,
  directionConflict,
  dtlsFingerprintMissing,
  dtlsSetupConflict,
  fmtpMismatch,
  holdLegacyZeroIp,
  holdResume,
  mLineCountMismatch,
  mandatoryLines,
  missingRtpmap,
  noCommonCodec,
  offerMissing,
  offerPortZero,
  opusRtpmapInvalid,
  originVersion,
  payloadTypeReused,
  portZero,
  ptNumberDiffers,
  ptimeMismatch,
  ptimeNonstandard,
  rtcpAttribute,
  rtcpMuxMismatch,
  rtpmapStaticConflict,
  secondOfferInAnswer,
  srtpProfileMismatch,
  tooManyCodecs,
  videoOrUnsupportedMline,
]
