import { MICROS_PER_SECOND } from '../../model/time.ts'

/** From the INVITE of an emergency call to its ringing or answer. Chosen by us: NENA's networks aim at 3 s, and who hears nothing redials. */
export const EMERGENCY_SETUP_US = 4 * MICROS_PER_SECOND

/** Digits of the shortest number that can be called back from outside. ITU-T E.164 numbers have 15 at most; chosen by us. */
export const CALLBACK_DIGITS = 7
