import type { AnyRule } from '../rule.ts'
import { deprecatedCodec } from '../rules/codec/deprecated.ts'
import { codecList } from '../rules/codec/list.ts'

export const CODEC_RULES: readonly AnyRule[] = [deprecatedCodec, codecList]
