import type { AnyRule } from '../rule.ts'
import { lossHigh } from '../rules/media/loss-high.ts'
import { noMedia } from '../rules/media/no-media.ts'
import { oneWayAudio } from '../rules/media/one-way-audio.ts'
import { rtcpMissing } from '../rules/media/rtcp-missing.ts'

export const MEDIA_RULES: readonly AnyRule[] = [lossHigh, noMedia, oneWayAudio, rtcpMissing]
