import type { AnyRule } from '../rule.ts'
import { deprecatedCodec } from '../rules/codec/deprecated.ts'
import { codecList } from '../rules/codec/list.ts'
import { lowBitrate } from '../rules/codec/low-bitrate.ts'
import { transcodingDetected } from '../rules/codec/transcoding-detected.ts'
import { widebandLost } from '../rules/codec/wideband-lost.ts'

export const CODEC_RULES: readonly AnyRule[] = [
  deprecatedCodec,
  codecList,
  lowBitrate,
  transcodingDetected,
  widebandLost,
]
