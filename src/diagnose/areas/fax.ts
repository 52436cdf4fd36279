import type { AnyRule } from '../rule.ts'
import { bothAudioAndImage } from '../rules/fax/both-audio-and-image.ts'
import { passthroughCompressedOrVad } from '../rules/fax/passthrough-compressed-or-vad.ts'
import { t38Parameters } from '../rules/fax/t38-parameters.ts'
import { t38Rejected } from '../rules/fax/t38-rejected.ts'

export const FAX_RULES: readonly AnyRule[] = [bothAudioAndImage, passthroughCompressedOrVad, t38Parameters, t38Rejected]
