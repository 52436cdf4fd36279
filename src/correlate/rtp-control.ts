import { addressText } from '../decode/network/address.ts'
import { FlowTable } from '../decode/network/flow-table.ts'
import type { Packet } from '../decode/network/packet.ts'
import type { ExtendedBlock } from '../decode/rtp/extended-report.ts'
import type { ReportBlock, RtcpPacket } from '../decode/rtp/rtcp.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { FarEndBlock, ReceptionSummary, RtcpFacts, VoipMetrics } from '../model/rtcp.ts'
import type { Micros } from '../model/time.ts'
import {
  addDelay,
  type Delays,
  delayFigures,
  heard,
  intervalsOf,
  MAX_SAMPLES,
  newSender,
  noDelays,
  noteSenderReport,
  noteStamp,
  roundTripUs,
  type Sender,
  senderClock,
} from './quality/rtcp-sender.ts'
import { createThinned, type Thinned } from './quality/thinned.ts'

/** Entries of each kind; the oldest make room. RTCP of a stream stands in about five of them. */
const MAX_ENTRIES = 65_536
/** Ports remembered for one SSRC at one address, and SSRCs of one flow found without a search. */
const MAX_PORTS = 16

/** RTCP from one place to another. What it said is found here without spelling an address. */
interface Flow {
  readonly row: number
  /** Where it stands in `flows`. */
  readonly way: string
  /** The way what is sent back takes. */
  readonly wayBack: string
  readonly ports: number
  readonly address: string
  readonly port: number
  packets: number
  readonly firstAt: Micros
  lastAt: Micros
  readonly senders: Sender[]
  readonly reports: Report[]
  /** From the tap to where this flow comes from and back, by the answers in it. */
  readonly delays: Delays
}

/** What one receiver said about one SSRC. */
interface Report {
  readonly ssrc: number
  readonly port: number
  block: FarEndBlock | undefined
  worst: FarEndBlock | undefined
  readonly series: Thinned<FarEndBlock>
  metrics: VoipMetrics | undefined
  summary: ReceptionSummary | undefined
  nacks: number
  pictureRequests: number
  bandwidthReports: number
}

/** What RTCP said, by who said it and about whom; a stream asks when it is shown, so the order of arrival does not matter. */
export interface RtcpBook {
  /** `seen`: packets of an SSRC's stream that have passed so far. */
  note(packet: Packet, packets: readonly RtcpPacket[], seen?: (ssrc: number) => number | undefined): void
  /** What concerns the stream from `source` to `destination` with that SSRC. */
  factsOf(source: Endpoint, destination: Endpoint, ssrc: number): RtcpFacts
  forget(source: Endpoint, destination: Endpoint, ssrc: number): void
}

const NO_FLOWS: readonly Flow[] = []
/** Of a stream that no RTCP was heard of. */
export const NO_RTCP: RtcpFacts = {
  ...{ senderReports: 0, receiverReports: 0, packets: 0, firstAt: undefined, lastAt: undefined },
  ...{ farEnd: undefined, farEndSeries: [], farEndWorst: undefined },
  roundTrip: { receiver: undefined, sender: undefined, totalMs: undefined },
  ...{ sender: undefined, intervals: undefined, bye: false, byeAt: undefined, voipMetrics: undefined },
  ...{ summary: undefined, nacks: 0, pictureRequests: 0, bandwidthReports: 0 },
}

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
    const to = addressText(packet.addresses, 4)
    const [way, wayBack] = [wayOf(address, to), wayOf(to, address)]
    const ports = portsOf(port, packet.ports & 0xffff)
    const { at } = packet
    const flow: Flow = {
      ...{ row, way, wayBack, ports, address, port, packets: 0, firstAt: at, lastAt: at },
      ...{ senders: [], reports: [], delays: noDelays() },
    }
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
    const { port, lastAt } = flow
    const sender = portEntry(senders, `${ssrc} ${flow.address}`, port, () => newSender(ssrc, port, lastAt))
    remember(flow.senders, sender)
    return sender
  }

  const reportOf = (flow: Flow, ssrc: number): Report => {
    const found = flow.reports.find((report) => report.ssrc === ssrc)
    if (found !== undefined) return found
    const { port } = flow
    const report = portEntry(reports, `${ssrc} ${flow.address}`, port, () => newReport(ssrc, port))
    remember(flow.reports, report)
    return report
  }

  /** An answer to what `ssrc` sent the other way: it quotes the wall clock told there. */
  const noteAnswer = (flow: Flow, ssrc: number, stamp: number, delay: number): void => {
    for (const other of byWay.get(flow.wayBack)?.values() ?? []) {
      const sender = other.senders.find((one) => one.ssrc === ssrc)
      const time = sender && roundTripUs(sender, stamp, delay, flow.lastAt)
      if (time === undefined) continue
      addDelay(flow.delays, { count: 1, sum: time, min: time, max: time })
      return
    }
  }

  const noteBlock = (flow: Flow, written: ReportBlock): void => {
    const block = { at: flow.lastAt, ...farEndOf(written) }
    const report = reportOf(flow, written.ssrc)
    report.block = block
    report.series.add(block)
    if (block.fractionLost > (report.worst?.fractionLost ?? -1)) report.worst = block
    noteAnswer(flow, written.ssrc, written.lastSenderReport, written.delaySinceLastSenderReport)
  }

  const noteExtended = (flow: Flow, ssrc: number, block: ExtendedBlock): void => {
    switch (block.kind) {
      case 'voip-metrics':
        reportOf(flow, block.ssrc).metrics = block.metrics
        return
      case 'statistics-summary': {
        const { beginSequence, endSequence, lost, duplicates, jitterTicks } = block
        reportOf(flow, block.ssrc).summary = {
          ...{ at: flow.lastAt, beginSequence, endSequence, lost, duplicates, jitterTicks },
        }
        return
      }
      case 'receiver-reference-time':
        noteStamp(senderOf(flow, ssrc), block.ntpSeconds, block.ntpFraction, flow.lastAt)
        return
      case 'delay-since-last-receiver-report':
        for (const one of block.reports) noteAnswer(flow, one.ssrc, one.lastReport, one.delay)
    }
  }

  const noteReports = (flow: Flow, packet: RtcpPacket): void => {
    switch (packet.kind) {
      case 'sender-report':
      case 'receiver-report':
        for (const block of packet.reports) noteBlock(flow, block)
        return
      case 'extended-report':
        for (const block of packet.blocks) noteExtended(flow, packet.ssrc, block)
        return
      case 'feedback': {
        const report = reportOf(flow, packet.mediaSsrc)
        if (packet.format === 'nack') report.nacks++
        else if (packet.format === 'pli' || packet.format === 'fir') report.pictureRequests++
        else if (packet.format !== 'other') report.bandwidthReports++
      }
    }
  }

  /** Counts for each SSRC that speaks in the compound, once per compound. */
  const noteSender = (flow: Flow, packets: readonly RtcpPacket[], index: number, ssrc: number): Sender => {
    const sender = senderOf(flow, ssrc)
    if (!packets.slice(0, index).some((earlier) => speakers(earlier).includes(ssrc))) heard(sender, flow.lastAt)
    return sender
  }

  return {
    note(packet, packets, seen) {
      const flow = flowOf(packet)
      flow.packets++
      flow.lastAt = packet.at
      for (const [index, one] of packets.entries()) {
        for (const ssrc of speakers(one)) {
          const sender = noteSender(flow, packets, index, ssrc)
          if (one.kind === 'sender-report') {
            sender.senderReports++
            noteSenderReport(sender, one, packet.at, seen?.(ssrc))
          } else if (one.kind === 'receiver-report') sender.receiverReports++
          else if (one.kind === 'bye') sender.byeAt ??= packet.at
        }
        noteReports(flow, one)
      }
    },
    factsOf(source, destination, ssrc) {
      if (flows.size === 0) return NO_RTCP
      const sender = entryNear(senders.get(`${ssrc} ${source.address}`), source)
      const report = entryNear(reports.get(`${ssrc} ${destination.address}`), destination)
      const own = flowsBeside(source, destination)
      return {
        senderReports: sender?.senderReports ?? 0,
        receiverReports: sender?.receiverReports ?? 0,
        packets: Math.max(
          own.reduce((sum, flow) => sum + flow.packets, 0),
          sender?.packets ?? 0,
        ),
        firstAt: extreme(
          Math.min,
          [sender, ...own].map((one) => one?.firstAt),
        ),
        lastAt: extreme(
          Math.max,
          [sender, ...own].map((one) => one?.lastAt),
        ),
        farEnd: report?.block,
        farEndSeries: report?.series.list() ?? [],
        farEndWorst: report?.worst,
        roundTrip: roundTripOf(own, flowsBeside(destination, source)),
        sender: sender && senderClock(sender),
        intervals: sender && intervalsOf(sender),
        bye: sender?.byeAt !== undefined,
        byeAt: sender?.byeAt,
        voipMetrics: report?.metrics,
        summary: report?.summary,
        nacks: report?.nacks ?? 0,
        pictureRequests: report?.pictureRequests ?? 0,
        bandwidthReports: report?.bandwidthReports ?? 0,
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

const newReport = (ssrc: number, port: number): Report => ({
  ...{ ssrc, port, block: undefined, worst: undefined, series: createThinned(MAX_SAMPLES) },
  ...{ metrics: undefined, summary: undefined, nacks: 0, pictureRequests: 0, bandwidthReports: 0 },
})

/** Both halves, of the answers that came from each end. */
function roundTripOf(fromSource: readonly Flow[], fromDestination: readonly Flow[]): RtcpFacts['roundTrip'] {
  const [sender, receiver] = [fromSource, fromDestination].map((flows) => {
    const delays = noDelays()
    for (const flow of flows) addDelay(delays, flow.delays)
    return delayFigures(delays)
  })
  return { receiver, sender, totalMs: sender && receiver && sender.meanMs + receiver.meanMs }
}

function extreme(choose: (...times: number[]) => number, times: readonly (Micros | undefined)[]): Micros | undefined {
  const known = times.filter((at) => at !== undefined)
  return known.length === 0 ? undefined : choose(...known)
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
