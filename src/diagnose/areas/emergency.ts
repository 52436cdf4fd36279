import type { AnyRule } from '../rule.ts'
import { badCallback } from '../rules/emergency/bad-callback.ts'
import { emergencyCall } from '../rules/emergency/call.ts'
import { emergencyFailed } from '../rules/emergency/failed.ts'
import { locationMissing } from '../rules/emergency/location-missing.ts'

export const EMERGENCY_RULES: readonly AnyRule[] = [badCallback, emergencyCall, emergencyFailed, locationMissing]
