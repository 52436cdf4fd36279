import { asteriskChanSip } from './asterisk-chan-sip.ts'
import { asteriskPjsip } from './asterisk-pjsip.ts'
import { audiocodes } from './audiocodes.ts'
import { ciscoCube } from './cisco-cube.ts'
import { freeswitch } from './freeswitch.ts'
import { kamailio } from './kamailio.ts'
import { opensips } from './opensips.ts'
import { oracleSbc } from './oracle-sbc.ts'
import type { Product } from './product.ts'
import { threeCx } from './three-cx.ts'

/** In the order their settings are listed where nobody knows what runs there. */
export const PRODUCTS: readonly Product[] = [
  asteriskChanSip,
  asteriskPjsip,
  freeswitch,
  opensips,
  kamailio,
  ciscoCube,
  oracleSbc,
  audiocodes,
  threeCx,
]

/** The two whose settings are named when nobody knows what runs there. */
export const COMMON_PRODUCTS: readonly Product[] = [asteriskPjsip, freeswitch]
