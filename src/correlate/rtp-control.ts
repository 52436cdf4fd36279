import { addressText } from '../decode/network/address.ts'
import { FlowTable } from '../decode/network/flow-table.ts'
import type { Packet } from '../decode/network/packet.ts'
import type { ReportBlock, RtcpPacket } from '../decode/rtp/rtcp.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { RtcpFacts } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'

/** Entries of each kind; the oldest make room. RTCP of a stream stands in about five of them. */
const MAX_ENTRIES = 65_536
/** Ports remembered for one SSRC at one address, and SSRCs of one flow found without a search. */
const MAX_PORTS = 16

/** RTCP from one place to another. What it said is found here without spelling an address. */
interface Flow {
  readonly row: number
  readonly address: string
  readonly port: number
  packets: number
  readonly firstAt: Micros
  lastAt: Micros
  readonly senders: Sender[]
  readonly reports: Report[]
}

interface Sender {
  readonly ssrc: number
  readonly port: number
  senderReports: number
  receiverReports: number
  packets: number
  readonly firstAt: Micros
  lastAt: Micros
  bye: boolean
}

interface Report {
  readonly port: number
  block: ReportBlock
}

/** What RTCP said, by who said it and about whom; a stream asks when it is shown, so the order of arrival does not matter. */
export interface RtcpBook {
  note(packet: Packet, packets: readonly RtcpPacket[]): void
  /** What concerns the stream from `source` to `destination` with that SSRC. */
  factsOf(source: Endpoint, destination: Endpoint, ssrc: number): RtcpFacts
  forget(source: Endpoint, destination: Endpoint, ssrc: number): void
}

export function createRtcpBook(): RtcpBook {
  const table = new FlowTable()
  const rows: (Flow | undefined)[] = []
  const flows = new Map<string, Flow>()
  const senders = new Map<string, Sender[]>()
  const reports = new Map<string, Report[]>()

  const forgetFlow = (key: string): void => {
    const flow = flows.get(key)
    if (flow === undefined) return
    flows.delete(key)
    table.remove(flow.row)
    rows[flow.row] = undefined
  }

  const flowOf = (packet: Packet): Flow => {
    const found = table.find(packet.addresses, packet.ports, 0)
    if (found >= 0) return rows[found]!
    if (flows.size >= MAX_ENTRIES) forgetFlow(flows.keys().next().value!)
    const row = table.add(packet.addresses, packet.ports, 0)
    const [address, port] = [addressText(packet.addresses, 0), packet.ports >>> 16]
    const flow = { row, address, port, packets: 0, firstAt: packet.at, lastAt: packet.at, senders: [], reports: [] }
    rows[row] = flow
    flows.set(flowKey(address, port, addressText(packet.addresses, 4), packet.ports & 0xffff), flow)
    return flow
  }

  const senderOf = (flow: Flow, ssrc: number): Sender => {
    const found = flow.senders.find((sender) => sender.ssrc === ssrc)
    if (found !== undefined) return found
    const sender = portEntry(senders, `${ssrc} ${flow.address}`, flow.port, () => {
      const { port, lastAt } = flow
      return { ssrc, port, senderReports: 0, receiverReports: 0, packets: 0, firstAt: lastAt, lastAt, bye: false }
    })
    remember(flow.senders, sender)
    return sender
  }

  const noteBlock = (flow: Flow, block: ReportBlock): void => {
    const found = flow.reports.find((report) => report.block.ssrc === block.ssrc)
    if (found !== undefined) {
      found.block = block
      return
    }
    const report = portEntry(reports, `${block.ssrc} ${flow.address}`, flow.port, () => ({ port: flow.port, block }))
    report.block = block
    remember(flow.reports, report)
  }

  /** Counts for each SSRC that speaks in the compound, once per compound. */
  const noteSender = (flow: Flow, packets: readonly RtcpPacket[], index: number, ssrc: number): Sender => {
    const sender = senderOf(flow, ssrc)
    sender.lastAt = flow.lastAt
    if (!packets.slice(0, index).some((earlier) => speakers(earlier).includes(ssrc))) sender.packets++
    return sender
  }

  return {
    note(packet, packets) {
      const flow = flowOf(packet)
      flow.packets++
      flow.lastAt = packet.at
      for (const [index, one] of packets.entries()) {
        for (const ssrc of speakers(one)) {
          const sender = noteSender(flow, packets, index, ssrc)
          if (one.kind === 'sender-report') sender.senderReports++
          else if (one.kind === 'receiver-report') sender.receiverReports++
          else if (one.kind === 'bye') sender.bye = true
        }
        if (one.kind !== 'sender-report' && one.kind !== 'receiver-report') continue
        for (const block of one.reports) noteBlock(flow, block)
      }
    },
    factsOf(source, destination, ssrc) {
      const sender = entryNear(senders.get(`${ssrc} ${source.address}`), source)
      const report = entryNear(reports.get(`${ssrc} ${destination.address}`), destination)
      let packets = 0
      let firstAt = sender?.firstAt
      let lastAt = sender?.lastAt
      for (const key of flowKeys(source, destination)) {
        const flow = flows.get(key)
        if (flow === undefined) continue
        packets += flow.packets
        firstAt = Math.min(firstAt ?? flow.firstAt, flow.firstAt)
        lastAt = Math.max(lastAt ?? flow.lastAt, flow.lastAt)
      }
      return {
        senderReports: sender?.senderReports ?? 0,
        receiverReports: sender?.receiverReports ?? 0,
        packets: Math.max(packets, sender?.packets ?? 0),
        firstAt,
        lastAt,
        farEnd: report === undefined ? undefined : farEndOf(report.block),
        bye: sender?.bye ?? false,
      }
    },
    forget(source, destination, ssrc) {
      removeNear(senders, `${ssrc} ${source.address}`, source)
      removeNear(reports, `${ssrc} ${destination.address}`, destination)
      for (const key of flowKeys(source, destination)) forgetFlow(key)
    },
  }
}

/** The SSRCs a packet speaks for; a description of sources names them only. */
function speakers(packet: RtcpPacket): readonly number[] {
  if (packet.kind === 'source-description') return []
  return packet.kind === 'bye' ? packet.ssrcs : [packet.ssrc]
}

function remember<Entry>(entries: Entry[], entry: Entry): void {
  if (entries.length >= MAX_PORTS) entries.shift()
  entries.push(entry)
}

const farEndOf = ({ fractionLost, cumulativeLost, highestSequence, jitterTicks }: ReportBlock) => {
  return { fractionLost, cumulativeLost, highestSequence, jitterTicks }
}

const flowKey = (source: string, sourcePort: number, destination: string, destinationPort: number): string =>
  `${source} ${sourcePort} ${destination} ${destinationPort}`

/** RTCP goes to the next port up (RFC 3550 §11), or to the same one (RFC 5761); each side chooses for itself. */
function flowKeys(source: Endpoint, destination: Endpoint): string[] {
  const [from, to] = [source.port ?? 0, destination.port ?? 0]
  return [
    flowKey(source.address, from + 1, destination.address, to + 1),
    flowKey(source.address, from, destination.address, to),
    flowKey(source.address, from + 1, destination.address, to),
    flowKey(source.address, from, destination.address, to + 1),
  ]
}

/** The entry of the media's own or next port; failing that, the only one there is. */
function entryNear<Entry extends { readonly port: number }>(
  entries: readonly Entry[] | undefined,
  { port }: Endpoint,
): Entry | undefined {
  if (entries === undefined || port === undefined) return undefined
  const near = entries.find((entry) => entry.port === port + 1) ?? entries.find((entry) => entry.port === port)
  return near ?? (entries.length === 1 ? entries[0] : undefined)
}

function removeNear<Entry extends { readonly port: number }>(
  map: Map<string, Entry[]>,
  key: string,
  near: Endpoint,
): void {
  const entries = map.get(key)
  const entry = entryNear(entries, near)
  if (entries === undefined || entry === undefined) return
  if (entries.length === 1) map.delete(key)
  else entries.splice(entries.indexOf(entry), 1)
}

function portEntry<Entry extends { readonly port: number }>(
  map: Map<string, Entry[]>,
  key: string,
  port: number,
  make: () => Entry,
): Entry {
  let entries = map.get(key)
  if (entries === undefined) {
    makeRoom(map)
    entries = []
    map.set(key, entries)
  }
  let entry = entries.find((one) => one.port === port)
  if (entry === undefined) {
    entry = make()
    remember(entries, entry)
  }
  return entry
}

function makeRoom(map: Map<string, unknown>): void {
  if (map.size < MAX_ENTRIES) return
  map.delete(map.keys().next().value!)
}
