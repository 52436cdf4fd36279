import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

/** `JsSIP:Transport received text message:`, `JsSIP | TRANSPORT | sending WebSocket message:`. */
const JSSIP =
  /JsSIP(?::| \| )(?:Transport|WebSocketInterface|TRANSPORT)(?: \|)? ?(received|sending) (?:WebSocket )?(?:text |binary )?message:\s{0,3}/
/** `| sip.Transport | Received WebSocket text message:`. */
const SIPJS =
  /\| sip\.[Tt]ransport(?: \| [^|]{0,60})? \| ([Rr]eceived|[Ss]ending) WebSocket (?:text |binary )?message:\s{0,3}/
/** `websocket_dart_impl.dart:54 ::: send:`. */
const DART = /\.dart:\d{1,6} ::: (send|[Rr]eceived(?: text message)?): ?/
/** What the debug module appends: the time since the line before. */
const DELTA = /^(.*?)\s?\+\d{1,9}(?:ms|s|m|h)\s*$/

/**
 * JsSIP in a browser's console, through the `debug` module: the start line follows the announcement at once, or after an
 * empty line, and `+32s` behind the message tells the time that has passed. There are neither times nor addresses.
 * (JsSIP's `Transport.js` and `WebSocketInterface.js`, versions 0.2 to 3.)
 */
export const jssip: LogFormat = {
  name: 'JsSIP console',
  reader(): EnvelopeReader {
    let seen = false
    return {
      read(line) {
        const match = line.includes('JsSIP') ? JSSIP.exec(line) : null
        if (match) seen = true
        if (match) return announced(line, match)
        const delta = seen && line.includes('+') ? DELTA.exec(line) : null
        if (!delta) return undefined
        return delta[1] === '' ? 'claimed' : { stands: [delta[1]!], besides: 'claimed' }
      },
    }
  },
}

/**
 * SIP.js in a browser's console: `Thu Nov 27 2014 22:26:22 GMT+0800 | sip.transport | received WebSocket text message:`, an
 * empty line, the message. (Logs in the issue tracker of onsip/SIP.js.)
 */
export const sipJs: LogFormat = {
  name: 'SIP.js console',
  reader: () => ({
    read(line) {
      const match = line.includes('| sip.') ? SIPJS.exec(line) : null
      return match ? announced(line, match) : undefined
    },
  }),
}

/**
 * dart-sip-ua in Flutter: `[2026-04-16 18:30:00.001] Level.debug websocket_dart_impl.dart:54 ::: send:`, an empty line, the
 * message; on Android every line begins with `I/flutter ( 8410): `. (Its `websocket_dart_impl.dart`; logs in its issue
 * tracker.)
 */
export const dartSipUa: LogFormat = {
  name: 'dart-sip-ua',
  reader: () => ({
    read(line) {
      const match = line.includes(' ::: ') ? DART.exec(line) : null
      return match ? announced(line, match) : undefined
    },
  }),
}

function announced(line: string, match: RegExpExecArray) {
  const time = findTime(line.slice(0, match.index))
  const messageAt = match.index + match[0].length
  return directed(/^r/i.test(match[1]!) ? 'received' : 'sent', {}, { time, transport: undefined, messageAt })
}
