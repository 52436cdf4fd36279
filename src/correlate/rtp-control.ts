import { addressText } from '../decode/network/address.ts'
import { FlowTable } from '../decode/network/flow-table.ts'
import type { Packet } from '../decode/network/packet.ts'
import type { ReportBlock, RtcpPacket } from '../decode/rtp/rtcp.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { RtcpFacts, VoipMetrics } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'

/** Entries of each kind; the oldest make room. RTCP of a stream stands in about five of them. */
const MAX_ENTRIES = 65_536
/** Ports remembered for one SSRC at one address, and SSRCs of one flow found without a search. */
const MAX_PORTS = 16

/** RTCP from one place to another. What it said is found here without spelling an address. */
interface Flow {
  readonly row: number
  /** Where it stands in `flows`. */
  readonly way: string
  readonly ports: number
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

/** What one receiver said about one SSRC. */
interface Report {
  readonly ssrc: number
  readonly port: number
  block: ReportBlock | undefined
  metrics: VoipMetrics | undefined
  nacks: number
  pictureRequests: number
}

/** What RTCP said, by who said it and about whom; a stream asks when it is shown, so the order of arrival does not matter. */
export interface RtcpBook {
  note(packet: Packet, packets: readonly RtcpPacket[]): void
  /** What concerns the stream from `source` to `destination` with that SSRC. */
  factsOf(source: Endpoint, destination: Endpoint, ssrc: number): RtcpFacts
  forget(source: Endpoint, destination: Endpoint, ssrc: number): void
}

const NO_FLOWS: readonly Flow[] = []

export function createRtcpBook(): RtcpBook {
  const table = new FlowTable()
  const rows: (Flow | undefined)[] = []
  /** In order of age; and by the hosts and then the ports of their way, since a stream asks for four pairs of ports. */
  const flows = new Set<Flow>()
  const byWay = new Map<string, Map<number, Flow>>()
  const senders = new Map<string, Sender[]>()
  const reports = new Map<string, Report[]>()

  const forgetFlow = (flow: Flow): void => {
    flows.delete(flow)
    const there = byWay.get(flow.way)
    there?.delete(flow.ports)
    if (there?.size === 0) byWay.delete(flow.way)
    table.remove(flow.row)
    rows[flow.row] = undefined
  }

  const flowOf = (packet: Packet): Flow => {
    const found = table.find(packet.addresses, packet.ports, 0)
    if (found >= 0) return rows[found]!
    if (flows.size >= MAX_ENTRIES) forgetFlow(flows.values().next().value!)
    const row = table.add(packet.addresses, packet.ports, 0)
    const [address, port] = [addressText(packet.addresses, 0), packet.ports >>> 16]
    const way = wayOf(address, addressText(packet.addresses, 4))
    const ports = portsOf(port, packet.ports & 0xffff)
    const { at } = packet
    const flow = { row, way, ports, address, port, packets: 0, firstAt: at, lastAt: at, senders: [], reports: [] }
    rows[row] = flow
    flows.add(flow)
    const there = byWay.get(way)
    if (there === undefined) byWay.set(way, new Map([[ports, flow]]))
    else there.set(ports, flow)
    return flow
  }

  /** RTCP goes to the next port up (RFC 3550 §11), or to the same one (RFC 5761); each side chooses for itself. */
  const flowsBeside = (source: Endpoint, destination: Endpoint): readonly Flow[] => {
    const there = flows.size === 0 ? undefined : byWay.get(wayOf(source.address, destination.address))
    if (there === undefined) return NO_FLOWS
    const [from, to] = [source.port ?? 0, destination.port ?? 0]
    const found: Flow[] = []
    for (const ports of [portsOf(from + 1, to + 1), portsOf(from, to), portsOf(from + 1, to), portsOf(from, to + 1)]) {
      const flow = there.get(ports)
      if (flow !== undefined) found.push(flow)
    }
    return found
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

  const reportOf = (flow: Flow, ssrc: number): Report => {
    const found = flow.reports.find((report) => report.ssrc === ssrc)
    if (found !== undefined) return found
    const { port } = flow
    const report = portEntry(reports, `${ssrc} ${flow.address}`, port, () => {
      return { ssrc, port, block: undefined, metrics: undefined, nacks: 0, pictureRequests: 0 }
    })
    remember(flow.reports, report)
    return report
  }

  const noteReports = (flow: Flow, packet: RtcpPacket): void => {
    switch (packet.kind) {
      case 'sender-report':
      case 'receiver-report':
        for (const block of packet.reports) reportOf(flow, block.ssrc).block = block
        return
      case 'extended-report':
        for (const block of packet.blocks) {
          if (block.kind === 'voip-metrics') reportOf(flow, block.ssrc).metrics = block.metrics
        }
        return
      case 'feedback':
        if (packet.format === 'nack') reportOf(flow, packet.mediaSsrc).nacks++
        else if (packet.format === 'pli' || packet.format === 'fir') reportOf(flow, packet.mediaSsrc).pictureRequests++
    }
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
        noteReports(flow, one)
      }
    },
    factsOf(source, destination, ssrc) {
      const sender = entryNear(senders.get(`${ssrc} ${source.address}`), source)
      const report = entryNear(reports.get(`${ssrc} ${destination.address}`), destination)
      let packets = 0
      let firstAt = sender?.firstAt
      let lastAt = sender?.lastAt
      for (const flow of flowsBeside(source, destination)) {
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
        farEnd: report?.block && farEndOf(report.block),
        bye: sender?.bye ?? false,
        voipMetrics: report?.metrics,
        nacks: report?.nacks ?? 0,
        pictureRequests: report?.pictureRequests ?? 0,
      }
    },
    forget(source, destination, ssrc) {
      removeNear(senders, `${ssrc} ${source.address}`, source)
      removeNear(reports, `${ssrc} ${destination.address}`, destination)
      for (const flow of flowsBeside(source, destination)) forgetFlow(flow)
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

const wayOf = (source: string, destination: string): string => `${source} ${destination}`
const portsOf = (source: number, destination: number): number => source * 65_536 + destination

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
