import type { AnyRule } from '../rule.ts'
import { contactPrivate } from '../rules/nat/contact-private.ts'
import { noSymmetricRtp } from '../rules/nat/no-symmetric-rtp.ts'
import { privateAddressInSdp } from '../rules/nat/private-address-in-sdp.ts'
import { publicAddressHairpin } from '../rules/nat/public-address-hairpin.ts'
import { receivedMismatch } from '../rules/nat/received-mismatch.ts'
import { rtpSentToPrivate } from '../rules/nat/rtp-sent-to-private.ts'
import { sdpAddressVsSource } from '../rules/nat/sdp-address-vs-source.ts'
import { sipAlgDamage } from '../rules/nat/sip-alg-damage.ts'
import { stunTurnFailure } from '../rules/nat/stun-turn-failure.ts'
import { viaPrivateNoRport } from '../rules/nat/via-private-no-rport.ts'

export const NAT_RULES: readonly AnyRule[] = [
  contactPrivate,
  privateAddressInSdp,
  publicAddressHairpin,
  receivedMismatch,
  sipAlgDamage,
  stunTurnFailure,
  viaPrivateNoRport,
  noSymmetricRtp,
  rtpSentToPrivate,
  sdpAddressVsSource,
]
