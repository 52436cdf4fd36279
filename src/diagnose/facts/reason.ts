import { header, headers, type SipMessage } from '../../model/message.ts'

/** A Reason header value (RFC 3326): `Q.850;cause=16;text="..."`. */
export interface Reason {
  readonly protocol: string
  readonly cause: number | undefined
}

/** All Reason values of a message. */
export const reasonsOf = (message: SipMessage): readonly Reason[] =>
  headers(message, 'reason').flatMap((h) =>
    h.value.split(',').flatMap((part) => {
      const protocol = /^\s*([A-Za-z0-9.]+)/.exec(part)?.[1]
      const cause = /;\s*cause\s*=\s*"?(\d{1,4})/i.exec(part)?.[1]
      return protocol
        ? [{ protocol: protocol.toUpperCase(), cause: cause === undefined ? undefined : Number(cause) }]
        : []
    }),
  )

/** The Q.850 cause a message gives, from Reason or the header Asterisk adds. */
export function q850Of(message: SipMessage): number | undefined {
  const reason = reasonsOf(message).find(({ protocol, cause }) => protocol === 'Q.850' && cause !== undefined)
  if (reason) return reason.cause
  const asterisk = header(message, 'x-asterisk-hangupcausecode')?.value
  return asterisk !== undefined && /^\d{1,3}$/.test(asterisk) ? Number(asterisk) : undefined
}
