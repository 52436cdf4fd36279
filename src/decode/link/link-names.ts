/** What the link types are that are met in captures and not read here (www.tcpdump.org/linktypes.html). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [3, 'AX.25'],
  [6, 'Token Ring'],
  [7, 'ARCNET'],
  [8, 'SLIP'],
  [10, 'FDDI'],
  [107, 'Frame Relay'],
  [114, 'LocalTalk'],
  [120, 'Aironet'],
  [122, 'IP over Fibre Channel'],
  [123, 'ATM of SunATM'],
  [129, 'ARCNET of Linux'],
  [138, 'IP over FireWire of Apple'],
  [139, 'SS7 MTP2 with a pseudo-header'],
  [140, 'SS7 MTP2'],
  [141, 'SS7 MTP3'],
  [142, 'SS7 SCCP'],
  [143, 'DOCSIS'],
  [144, 'IrDA of Linux'],
  [165, 'BACnet MS/TP'],
  [177, 'LAPD of Linux'],
  [178, 'Ethernet of Juniper'],
  [187, 'Bluetooth HCI'],
  [189, 'USB of Linux'],
  [190, 'CAN 2.0'],
  [195, 'IEEE 802.15.4'],
  [201, 'Bluetooth HCI with direction'],
  [202, 'AX.25 KISS'],
  [203, 'LAPD'],
  [205, 'Cisco HDLC with direction'],
  [206, 'Frame Relay with direction'],
  [209, 'IPMB of Linux'],
  [215, 'IEEE 802.15.4 with a non-standard PHY'],
  [220, 'USB of Linux, padded'],
  [224, 'Fibre Channel'],
  [226, 'ipnet of Solaris'],
  [227, 'CAN of Linux'],
  [230, 'IEEE 802.15.4 without FCS'],
  [231, 'D-Bus'],
  [235, 'DVB-CI'],
  [242, 'InfiniBand of Linux'],
  [243, 'MPEG-2 transport stream'],
  [247, 'InfiniBand'],
  [248, 'SCTP'],
  [249, 'USBPcap'],
  [251, 'Bluetooth Low Energy'],
  [252, 'exported PDUs of Wireshark'],
  [253, 'netlink'],
  [254, 'Bluetooth of Linux'],
  [256, 'Bluetooth Low Energy with a pseudo-header'],
  [266, 'USB of macOS'],
  [271, 'vsock'],
  [272, 'Nordic Bluetooth Low Energy'],
  [283, 'IEEE 802.15.4 TAP'],
])

/** Ranges that are for private use, and what is handed in for tests. */
const USER_FIRST = 147
const USER_LAST = 162

/** `LINKTYPE 195 (IEEE 802.15.4)`, or the bare number where it is not known. */
export function linkTypeText(linkType: number): string {
  const isPrivate = linkType >= USER_FIRST && linkType <= USER_LAST
  const name = isPrivate ? 'for private use' : NAMES.get(linkType)
  return name === undefined ? `LINKTYPE ${linkType}` : `LINKTYPE ${linkType} (${name})`
}
