/** What the text of messages may show. A message that is cut shows all of it, for who knows what was cut off. See `Marks.signs`. */
export const TEXT = {
  /** A message is visibly cut. */
  cut: 1 << 0,
  /** Lines that do not end in CRLF, a Content-Length that is not the body's in the usual form, NUL, hundreds of headers. */
  'odd-form': 1 << 1,
  /** A message beyond what UDP takes (RFC 3261 §18.1.1), or of more than 1,000 characters. */
  large: 1 << 2,
  /** A header that is mandatory, or that its body needs, is missing. */
  lacking: 1 << 3,
  /** An INVITE or its 2xx without Allow. */
  'no-allow': 1 << 4,
  /** A request without From tag, or a To tag missing where one belongs. */
  tagless: 1 << 5,
  /** CSeq is missing, has another method than its request, or a number beyond 31 bits. */
  'odd-method': 1 << 6,
  /** A provisional response or a 408 to another request than INVITE. */
  'early-noninvite': 1 << 7,
  /** A request with another Max-Forwards than 70. */
  'odd-hops': 1 << 8,
  /** No Via, or more than one. */
  'several-vias': 1 << 9,
  /** A top Via that is not written as nearly all are. */
  'odd-via': 1 << 10,
  /** A request whose top Via has a private host and no rport. */
  'private-via': 1 << 11,
  /** A response whose top Via has received or rport with a value. */
  received: 1 << 12,
  /** From, To, Contact, User-Agent or Server hold what an attack, a scanner or a command to a language model would write. */
  'odd-name': 1 << 13,
  /** A URI with #, a semicolon or a blank in its user, without brackets it needs, or of a host that does not exist. */
  'odd-uri': 1 << 14,
  /** A Contact that may have a private host. */
  'private-contact': 1 << 15,
  /** A Call-ID made at a private host. */
  'private-id': 1 << 16,
  /** A description with a private address, or that may lack one. */
  'private-sdp': 1 << 17,
  /** An IPv6 literal. */
  ipv6: 1 << 18,
  /** A request that went another way than its Via, its Request-URI or its Route say, or for which that is not known. */
  'odd-transport': 1 << 19,
  /** A request that went over another transport than UDP, or over one that is not known. */
  reliable: 1 << 20,
  /** SIP over WebSocket, or a Contact for it. */
  websocket: 1 << 21,
  /** A sips URI as target. */
  sips: 1 << 22,
  /** An INVITE for an emergency service or number, or with the word in it. */
  emergency: 1 << 23,
  /** A request for a number behind +1. */
  'north-american': 1 << 24,
  /** A description in a provisional response. */
  'early-sdp': 1 << 25,
  /** An INVITE or its 2xx without description. */
  'late-offer': 1 << 26,
  /** Free text that may speak to a language model. */
  commanding: 1 << 27,
} as const

export const ALL_TEXT = 2 ** 28 - 1
