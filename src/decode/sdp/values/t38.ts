import type { Attribute } from '../../../model/description.ts'
import { leadingNumber } from '../words.ts'

/** What `a=T38...` says of a fax over UDPTL (ITU-T T.38 Annex D, RFC 3362). Undefined where the line is missing. */
export interface T38 {
  readonly version: number | undefined
  /** bit/s. */
  readonly maxBitRate: number | undefined
  /** `transferredTCF` or `localTCF`, as written. */
  readonly rateManagement: string | undefined
  readonly maxBufferBytes: number | undefined
  readonly maxDatagramBytes: number | undefined
  /** `t38UDPRedundancy`, `t38UDPFEC`, `t38UDPNoEC`, as written. */
  readonly errorCorrection: string | undefined
  readonly fillBitRemoval: boolean
  readonly transcodingMmr: boolean
  readonly transcodingJbig: boolean
}

/** Names are compared without regard to case: `T38MaxBitRate` and `T38maxBitRate` are both met. */
export function t38Of(attributes: readonly Attribute[]): T38 {
  const values = new Map<string, string>()
  for (const { name, value } of attributes) {
    if (!/^t38/i.test(name)) continue
    const key = name.toLowerCase()
    if (!values.has(key)) values.set(key, value?.trim() ?? '1')
  }
  const number = (name: string): number | undefined => leadingNumber(values.get(name) ?? '')?.value
  // Present without a value is as good as 1; products write `:0` for off.
  const flag = (name: string): boolean => values.has(name) && values.get(name) !== '0'
  return {
    version: number('t38faxversion'),
    maxBitRate: number('t38maxbitrate'),
    rateManagement: values.get('t38faxratemanagement'),
    maxBufferBytes: number('t38faxmaxbuffer'),
    maxDatagramBytes: number('t38faxmaxdatagram'),
    errorCorrection: values.get('t38faxudpec'),
    fillBitRemoval: flag('t38faxfillbitremoval'),
    transcodingMmr: flag('t38faxtranscodingmmr'),
    transcodingJbig: flag('t38faxtranscodingjbig'),
  }
}
