import type { AnyRule } from '../rule.ts'
import { certificateExpired } from '../rules/tls/certificate-expired.ts'

export const TLS_RULES: readonly AnyRule[] = [certificateExpired]
