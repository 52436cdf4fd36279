const SRTCP = (first: string): string =>
  `SRTCP: ${first}; tshark, which knows of no keys here, takes compounds for RTCP only where plain ones would look the same`
const EVENTS = (first: string): string =>
  `frame ${first} begins a telephone event, whose packets keep the time of its beginning (RFC 4733 §2.5.1.2): no jitter`
const QUOTED = 'ICMP errors quote SIP, which tshark counts as messages: frames 2 (REGISTER), 150 (100) and 152 (483)'
const FIRST_FRAGMENTS =
  'frames 1 to 7 are first fragments whose rest was lost: the INVITE in them is read as far as it goes, tshark reads none'
const HEP = 'frames 1 to 7 are HEP, which tshark 4.0 does not read; the packets in them are those of one call'
const PADDING = 'frame 630 has more padding than payload: no RTP packet (RFC 3550 A.1)'
const STUN_BETWEEN =
  'frames 18 and 19 are STUN between the same ports, and from there on tshark reads the RTP between them as unknown data'
const CUT_COMPOUND =
  'frames 531 and 2646 have two bytes behind the compound, and tshark was told of no RTCP at that port'

/** Why a figure differs, by the first twelve digits of the file's SHA-256 and the figure. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  '5970f755617b 192.168.1.2:30000 > 212.242.33.36:40392 0xaaaaaaaa packets': PADDING,
  '5970f755617b 192.168.1.2:30000 > 212.242.33.36:40392 0xaaaaaaaa payload types': PADDING,
  '5970f755617b 192.168.1.2:30000 > 212.242.33.36:40392 0x3796cb71 max jitter':
    'the timestamp of frame 628 goes back by 44 ms: a difference of 46.1 ms, a sixteenth of which is 2.88 ms by RFC 3550 A.8',
  'b2c0d0c370fc RTCP packets': SRTCP(
    'frame 11 and on, each ending in an index and ten bytes of tag or in the shape of a report',
  ),
  '023e94f28a34 RTCP packets': SRTCP('frames 102, 103, 105 and on are inside TURN, with indices 1, 2, 1'),
  'ac556b4e4a76 RTCP packets': SRTCP('frame 24 has index 1 at its end, frame 90 is inside TURN'),
  '62fd743d4271 RTCP packets': SRTCP('frames 52, 56, 62 and on have indices from 1 at their end'),
  'd0260c747ae4 RTCP packets': SRTCP('frames 21 and 38 have index 1 at their end, frame 61 is of the same two senders'),
  'cc7015c50d50 RTCP packets': SRTCP('frames 464 and 489 have index 1 at their end, frame 472 is of the same sender'),
  '747d9362f7dc RTCP packets': SRTCP('frames 81, 99, 110 and on are inside TURN, with indices from 1'),
  '7bd9d43a151b 10.0.0.51:4000 > 10.0.0.45:10866 0x34d01d16 max jitter': EVENTS('292'),
  'cda1e4673d33 192.168.105.172:4376 > 192.168.105.110:4376 0x5711bf84 max jitter': EVENTS('339'),
  'db50e90595e4 RTCP packets': CUT_COMPOUND,
  '273183d9f7ca RTCP packets': CUT_COMPOUND,
  'cd9c9d49d6cf messages': QUOTED,
  'cd9c9d49d6cf method REGISTER': QUOTED,
  'cd9c9d49d6cf status 100': QUOTED,
  'cd9c9d49d6cf status 483': QUOTED,
  'f2f646f06cf1 172.16.98.1:8000 > 172.16.98.182:7078 0x998e0300 packets': STUN_BETWEEN,
  'f2f646f06cf1 172.16.98.1:8000 > 172.16.98.182:7078 0x998e0300 max jitter': STUN_BETWEEN,
  'a5d19ae821fd RTCP packets':
    'frame 915 is an ICMP error that quotes the RTCP of frame 914, which tshark counts again',
  '057c48f71594 198.51.100.30:40000 > 203.0.113.30:40000 0x0e05384e lost':
    'SIPp plays digits from files with numbers of their own: the marked frames 414 and 445 begin one, nothing is missing before',
  '4adcf4416638 messages': HEP,
  '4adcf4416638 method INVITE': HEP,
  '4adcf4416638 method ACK': HEP,
  '4adcf4416638 method BYE': HEP,
  '4adcf4416638 status 100': HEP,
  '4adcf4416638 status 180': HEP,
  '4adcf4416638 status 200': HEP,
  '4adcf4416638 Call-IDs': HEP,
  '688ebc18e013 messages': FIRST_FRAGMENTS,
  '688ebc18e013 method INVITE': FIRST_FRAGMENTS,
  '688ebc18e013 Call-IDs': FIRST_FRAGMENTS,
}
