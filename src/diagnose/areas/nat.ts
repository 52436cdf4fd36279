import type { AnyRule } from '../rule.ts'
import { privateAddressInSdp } from '../rules/nat/private-address-in-sdp.ts'

export const NAT_RULES: readonly AnyRule[] = [privateAddressInSdp]
