import { CATEGORIES, SEVERITIES } from '../model/finding.ts'
import { builder } from './builder.ts'
import { ERROR_CODES } from './errors.ts'

/** Values of an enum type: `one-direction-only` is written ONE_DIRECTION_ONLY. `meaning` becomes the description. */
export function enumValues<Value extends string>(
  values: readonly Value[],
  meaning: Partial<Record<Value, string>> = {},
): Record<string, { value: Value; description?: string }> {
  return Object.fromEntries(
    values.map((value) => [
      value.toUpperCase().replaceAll('-', '_'),
      meaning[value] === undefined ? { value } : { value, description: meaning[value] },
    ]),
  )
}

export const Severity = builder.enumType('Severity', {
  description: 'How bad a finding is.',
  values: enumValues(SEVERITIES, {
    critical: 'The call will definitely fail, or a major security issue.',
    high: 'The call is likely to fail, or its quality suffers much.',
    medium: 'May cause intermittent failures.',
    low: 'A best practice is violated, or a minor misconfiguration.',
    info: 'Informational; no action required.',
  }),
})

export const FindingCategory = builder.enumType('FindingCategory', {
  description: 'What a finding is about.',
  values: enumValues(CATEGORIES),
})

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What a program can act on; the same words stand in `extensions.code` of top-level errors.',
  values: Object.fromEntries(ERROR_CODES.map((code) => [code, { value: code }])),
})
