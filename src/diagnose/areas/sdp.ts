import type { AnyRule } from '../rule.ts'
import { noCommonCodec } from '../rules/sdp/no-common-codec.ts'
import { ptimeMismatch } from '../rules/sdp/ptime-mismatch.ts'
import { ptimeNonstandard } from '../rules/sdp/ptime-nonstandard.ts'

export const SDP_RULES: readonly AnyRule[] = [noCommonCodec, ptimeMismatch, ptimeNonstandard]
