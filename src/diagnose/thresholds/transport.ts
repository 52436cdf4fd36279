import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on transports decide by, with their sources. */

/** What fits one Ethernet frame: 1,500 octets less the headers of IPv4 and UDP. */
export const UNFRAGMENTED_OCTETS = 1472
/** ICMP errors about media so soon after the answer, a BYE or a re-INVITE are what is left on the way. Chosen by us. */
export const TRAILING_US = 2 * MICROS_PER_SECOND
/** ICMP errors about media that are no accident. Chosen by us. */
export const ICMP_MANY = 10
/** With so many, the last one seen need not be the last one sent: a call keeps 100. Chosen by us. */
export const ICMP_KEPT = 50
/** A connection that is there again so soon was never missed. Chosen by us. */
export const RECONNECT_US = 5 * MICROS_PER_SECOND
/** Resets in a row between which the same time lies, within a tenth, are the work of a timer. Chosen by us. */
export const RESET_PATTERN = 3
export const RESET_TOLERANCE = 0.1
/** SYNs without an answer: RFC 9293 clients send them at 0, 1 and 3 s. */
export const SYNS_UNANSWERED = 3
/** Share of TCP segments sent again that shows a bad path, and how many it takes. Chosen by us, after what is usual for VoIP. */
export const REPEATED_SHARE = 0.03
export const REPEATED_LEAST = 3
/** A wait that a caller notices. Chosen by us: T1 of RFC 3261. */
export const STALL_US = 500 * MICROS_PER_MS
export const ZERO_WINDOW_US = MICROS_PER_SECOND
/** Idle time after which a translator may forget a TCP connection; RFC 5626 §4.4.1 sends pings every 95 to 120 s. */
export const IDLE_TCP_US = 120 * MICROS_PER_SECOND

/** Ports of SIP, and those of the web, by which it passes firewalls (RFC 3261 §19.1.2, RFC 7118). */
export const USUAL_PORTS: ReadonlySet<number> = new Set([5060, 5061, 80, 443])
