import type { AnyRule } from '../rule.ts'
import { bothLegsLeft } from '../rules/transfer/both-legs-left.ts'
import { mediaLost } from '../rules/transfer/media-lost.ts'
import { notifyRejected } from '../rules/transfer/notify-rejected.ts'
import { referFailed } from '../rules/transfer/refer-failed.ts'
import { referRejectedMethod } from '../rules/transfer/refer-rejected-method.ts'
import { replacesMismatch } from '../rules/transfer/replaces-mismatch.ts'

export const TRANSFER_RULES: readonly AnyRule[] = [
  bothLegsLeft,
  mediaLost,
  notifyRejected,
  referFailed,
  referRejectedMethod,
  replacesMismatch,
]
