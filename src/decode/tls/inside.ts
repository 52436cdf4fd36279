import type { MessageWriter } from '../messages.ts'
import type { Connection, Side, StreamEnd, StreamReader } from '../stream/reader.ts'
import type { Direction } from './direction.ts'
import type { HandshakeFacts } from './facts.ts'

/** What makes the reader of decrypted octets, and where it writes to. */
export interface InsideContext {
  readonly messages: MessageWriter
  /** The reader of what is inside, which writes to `messages`. */
  inside(connection: Connection, messages: MessageWriter): StreamReader
}

/** What a TLS connection carries, once some of it is decrypted: its reader sees the connection, but ignoring it only ends decryption. */
export class Inside {
  /** The reader wants no more. */
  ignored = false
  private readonly connection: Connection
  private readonly context: InsideContext
  private readonly facts: HandshakeFacts
  private readonly directions: readonly [Direction, Direction]
  private reader: StreamReader | undefined

  constructor(
    connection: Connection,
    context: InsideContext,
    facts: HandshakeFacts,
    directions: readonly [Direction, Direction],
  ) {
    this.connection = connection
    this.context = context
    this.facts = facts
    this.directions = directions
  }

  /** `client`: the side that opened it, as far as is known by now. */
  data(client: Side | undefined, side: Side, bytes: Uint8Array, start: number, end: number): void {
    if (this.ignored) return
    this.reader ??= this.open(client)
    this.reader.data(side, bytes, start, end)
  }

  gap(side: Side, missing: number): void {
    this.reader?.gap(side, missing)
  }

  end(side: Side, how: StreamEnd): void {
    this.reader?.end(side, how)
  }

  over(): void {
    this.reader?.over?.()
  }

  private open(client: Side | undefined): StreamReader {
    const { connection, context, facts, directions } = this
    const inner: Connection = {
      opener: client,
      begun: (side) => !directions[side].broken,
      packet: (side) => connection.packet(side),
      follow() {},
      ignore: () => {
        this.ignored = true
        if (facts.completed !== undefined) connection.ignore()
      },
      hold: (octets) => connection.hold(octets),
    }
    return context.inside(inner, {
      write(...message) {
        facts.sipMessages++
        context.messages.write(...message)
      },
      count: context.messages.count,
    })
  }
}
