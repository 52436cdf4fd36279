import type { Complain } from '../../model/flaw.ts'
import type { Line } from '../log/lines.ts'
import { readJsonLine } from '../record/json-line.ts'
import { TableReader } from '../record/table.ts'
import { FlowSequence } from './flow-sequence.ts'
import { FollowText } from './follow-text.ts'
import { NgrepText } from './ngrep-text.ts'
import { PacketDump } from './packet-dump.ts'
import { PanelReader } from './panel.ts'
import { PartialFlows } from './partial-flows.ts'
import { PdmlReader } from './pdml.ts'
import { createPieces, type Piece, type PrintedReader } from './piece.ts'
import { createStreamJoiner } from './stream-joiner.ts'
import { SummaryReader } from './summary.ts'
import { TcpdumpText } from './tcpdump-text.ts'
import { TsharkTree } from './tshark-tree.ts'

/** `Frame (354 bytes):`, `Reassembled TCP (868 bytes):`: which bytes of a packet the rows below hold. SIPp's heads are none. */
const DUMP_TITLE = /^(Frame|(?!\w{3,4} message sent)[A-Z][\w +-]{2,40}) \(\d{1,7} bytes\):$/

/** Finds packets among the lines of a text, and puts together the messages in them. Lines that are none go through. */
export interface PrintedPackets {
  read(lines: readonly Line[]): readonly Piece[]
  end(): readonly Piece[]
}

/**
 * What packet tools print: trees and lists of tshark and Wireshark, rows of bytes, and the texts of tcpdump, ngrep and "follow
 * stream" where they show TCP segments one by one. A packet shown in several ways is read once, in the one that tells most.
 */
export function createPrintedPackets(complain: Complain): PrintedPackets {
  const out = createPieces()
  const dump = new PacketDump(out, complain)
  const joiner = createStreamJoiner(out)
  const tree = new TsharkTree(out)
  const flows = new PartialFlows()
  const summary = new SummaryReader(out, flows)
  const tcpdump = new TcpdumpText(out, joiner, flows)
  const ngrep = new NgrepText(out, joiner, dump)
  const follow = new FollowText(joiner, dump)
  const graph = new FlowSequence(out, flows)
  const pdml = new PdmlReader(out)
  const table = new TableReader(out)
  const panel = new PanelReader(out)

  /** A row of bytes: of the packet that was told of last. */
  const readRow = (text: string, number: number): boolean => {
    if (dump.idle && !follow.hex) {
      const head = dump.wouldBegin(text) ? (tcpdump.takeHead() ?? headOfSummary()) : undefined
      if (head !== undefined) dump.announce(head)
    }
    return !follow.hex && dump.read(text, number)
  }

  const headOfSummary = () => {
    const { time } = summary
    summary.drop()
    return time && ({ format: 'tshark -x', time, rows: 'packet', offsets: true } as const)
  }

  const readTitle = (text: string): boolean => {
    if (text.charCodeAt(text.length - 1) !== 58 /* : */) return false
    const title = DUMP_TITLE.exec(text)
    if (title === null) return false
    if (title[1] !== 'Frame') dump.announce({ format: 'tshark -x', time: undefined, rows: 'none', offsets: true })
    return true
  }

  const readTree = (text: string, number: number): boolean => {
    if (!tree.read(text, number)) return false
    summary.drop()
    // The rows that may follow are of the packet whose tree this is.
    dump.announce({ format: 'tshark -x', time: undefined, rows: 'none', offsets: true })
    return true
  }

  const read = (text: string, number: number): void => {
    if (pdml.read(text, number) || table.read(text, number) || panel.read(text, number)) return
    if (readRow(text, number) || readTitle(text) || readTree(text, number)) return
    if (summary.read(text, number) || tcpdump.read(text, number)) {
      dump.forget()
      return
    }
    if (graph.read(text, number) || follow.read(text, number) || ngrep.read(text, number)) return
    if (!readJsonLine(text, number, out)) out.line(text, number)
  }

  const readers: readonly PrintedReader[] = [pdml, table, panel, tree, summary, tcpdump, ngrep, follow, graph, dump]
  let idle = true

  return {
    read(all) {
      for (const line of all) {
        if (idle && isOrdinary(line.text)) {
          out.pass(line)
          continue
        }
        read(line.text, line.number)
        idle = readers.every((reader) => reader.idle)
      }
      return out.take()
    },
    end() {
      for (const reader of [...readers, joiner]) reader.end()
      return out.take()
    },
  }
}

/** First letters of lines that may begin something: Frame, Follow, No., Reassembled, and ngrep's T and U. */
const BEGINNINGS: ReadonlySet<number> = new Set([...'FNRTU'].map((letter) => letter.charCodeAt(0)))

/** Most lines of a text are headers and lines of descriptions, which begin nothing. */
function isOrdinary(text: string): boolean {
  const first = text.charCodeAt(0)
  const isCapital = first >= 65 && first <= 90 && !BEGINNINGS.has(first)
  return (isCapital || (first >= 97 && first <= 122 && text.charCodeAt(1) === 61)) && !text.endsWith('}')
}
