import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Age at which verifiers refuse a token. Local policy by RFC 8224 §6.2; ATIS-1000074 and OpenSIPS use 60 s, Asterisk 15 s. */
export const PASSPORT_FRESH_US = 60 * MICROS_PER_SECOND
