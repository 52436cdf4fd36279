/** Response codes and their usual phrases: IANA's SIP registry, RFC 3261 §21 and later. */
const REASONS: ReadonlyMap<number, readonly string[]> = new Map(
  `100 Trying|180 Ringing|181 Call Is Being Forwarded|182 Queued|183 Session Progress|183 Session in Progress
  199 Early Dialog Terminated|200 OK|202 Accepted|204 No Notification|300 Multiple Choices|301 Moved Permanently
  302 Moved Temporarily|305 Use Proxy|380 Alternative Service|400 Bad Request|401 Unauthorized|402 Payment Required
  403 Forbidden|404 Not Found|405 Method Not Allowed|406 Not Acceptable|407 Proxy Authentication Required
  408 Request Timeout|408 Request Time-out|410 Gone|412 Conditional Request Failed|413 Request Entity Too Large
  414 Request-URI Too Long|415 Unsupported Media Type|416 Unsupported URI Scheme|417 Unknown Resource-Priority
  420 Bad Extension|421 Extension Required|422 Session Interval Too Small|423 Interval Too Brief
  424 Bad Location Information|425 Bad Alert Message|428 Use Identity Header|429 Provide Referrer Identity
  430 Flow Failed|433 Anonymity Disallowed|436 Bad Identity Info|437 Unsupported Credential
  438 Invalid Identity Header|439 First Hop Lacks Outbound Support|440 Max-Breadth Exceeded|469 Bad Info Package
  470 Consent Needed|480 Temporarily Unavailable|481 Call/Transaction Does Not Exist|481 Call Leg Does Not Exist
  482 Loop Detected|483 Too Many Hops|484 Address Incomplete|485 Ambiguous|486 Busy Here|487 Request Terminated
  488 Not Acceptable Here|489 Bad Event|491 Request Pending|493 Undecipherable|494 Security Agreement Required
  500 Server Internal Error|500 Internal Server Error|501 Not Implemented|502 Bad Gateway|503 Service Unavailable
  504 Server Time-out|504 Gateway Timeout|505 Version Not Supported|513 Message Too Large
  555 Push Notification Service Not Supported|580 Precondition Failure|600 Busy Everywhere|603 Decline
  604 Does Not Exist Anywhere|606 Not Acceptable|607 Unwanted|608 Rejected`
    .split(/[|\n]/)
    .map((entry) => entry.trim())
    .reduce((all, entry) => {
      const code = Number(entry.slice(0, 3))
      return all.set(code, [...(all.get(code) ?? []), entry.slice(4)])
    }, new Map<number, readonly string[]>()),
)

/** HTTP and RTSP have these too (RFC 9110 §15): they prove nothing. */
const SHARED = new Set([
  200, 202, 204, 300, 301, 302, 305, 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 412, 413, 414, 415, 421, 428,
  429, 500, 501, 502, 503, 504, 505,
])

export const isReasonCode = (code: number): boolean => REASONS.has(code)
export const isSipOnly = (code: number): boolean => REASONS.has(code) && !SHARED.has(code)

/** The phrase of that code with which the text begins, in whatever case; undefined when it begins otherwise. */
export function reasonAt(code: number, text: string): string | undefined {
  const lower = text.slice(0, 60).toLowerCase()
  const known = REASONS.get(code)?.find((phrase) => lower.startsWith(phrase.toLowerCase()))
  return known === undefined || /^\w/.test(text.slice(known.length)) ? undefined : text.slice(0, known.length)
}
