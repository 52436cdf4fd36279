import type { Endpoint } from '../../model/endpoint.ts'
import type { TlsAlert, TlsCertificate, TlsHandshake, TlsMoment, TlsOutcome } from '../../model/tls.ts'
import { alertName } from './alerts.ts'
import type { CertificateChain } from './certificate.ts'
import { suiteName } from './cipher-suites.ts'
import type { ClientHello, ServerHello } from './handshake.ts'
import { versionName } from './versions.ts'

/** Alerts and cipher suites kept of one connection. Chosen by us. */
const MAX_ALERTS = 8
const MAX_SUITES = 100

type End = 'client' | 'server'

/** Gathers what is to be known of one connection. The moments are those of the frame that is being read. */
export class HandshakeFacts {
  readonly first: TlsMoment
  clientHello: (ClientHello & TlsMoment) | undefined
  serverHello: (ServerHello & TlsMoment) | undefined
  retried = false
  completed: TlsMoment | undefined
  alpn: string | undefined
  sipMessages = 0
  decrypted = 0
  undecrypted = 0
  private closed: TlsHandshake['closed']
  private failed = false
  private serverCertificates: readonly TlsCertificate[] | undefined
  private chainInOrder: boolean | undefined
  private clientCertificates: readonly TlsCertificate[] | undefined
  private readonly alerts: TlsAlert[] = []

  constructor(first: TlsMoment) {
    this.first = first
  }

  /** The first ones stand. */
  hasCertificates(from: End): boolean {
    return (from === 'client' ? this.clientCertificates : this.serverCertificates) !== undefined
  }

  certificates(from: End, { certificates, inOrder }: CertificateChain): void {
    if (from === 'client') this.clientCertificates = certificates
    else {
      this.serverCertificates = certificates
      this.chainInOrder = inOrder
    }
  }

  /** `ends`: the alert is one that fails the handshake, which was not over. `description` is undefined where it is encrypted. */
  alert(from: End, level: number, description: number | undefined, moment: TlsMoment, ends: boolean): void {
    if (ends) this.failed = true
    if (this.alerts.length === MAX_ALERTS) return
    this.alerts.push({
      ...moment,
      from,
      level: level === 1 ? 'warning' : 'fatal',
      description: description === undefined ? 'encrypted' : alertName(description),
    })
  }

  close(by: End, how: 'fin' | 'rst', moment: TlsMoment): void {
    this.closed ??= { ...moment, by, how }
  }

  private outcome(): TlsOutcome {
    if (this.failed) return 'failed'
    if (this.completed !== undefined) return 'completed'
    if (this.clientHello === undefined && this.serverHello === undefined) return 'not-seen'
    return this.closed === undefined ? 'unfinished' : 'aborted'
  }

  private resumption(): TlsHandshake['resumption'] {
    const { clientHello, serverHello } = this
    const isEcho = serverHello !== undefined && serverHello.sessionId !== '' && serverHello.version < 0x0304
    if (serverHello?.preSharedKey || (isEcho && serverHello.sessionId === clientHello?.sessionId)) return 'resumed'
    return clientHello?.resumes === true ? 'offered' : 'none'
  }

  /** As it now stands. */
  handshake(client: Endpoint, server: Endpoint): TlsHandshake {
    const { clientHello, serverHello } = this
    const offered = clientHello?.suites ?? []
    return {
      client,
      server,
      first: this.first,
      clientHello: clientHello && momentOf(clientHello),
      serverHello: serverHello && momentOf(serverHello),
      completed: this.completed,
      closed: this.closed,
      outcome: this.outcome(),
      offeredVersions: clientHello?.versions.map(versionName) ?? [],
      version: serverHello && versionName(serverHello.version),
      offeredSuites: offered.slice(0, MAX_SUITES).map(suiteName),
      suite: serverHello && suiteName(serverHello.suite),
      serverName: clientHello?.serverName,
      offeredAlpn: clientHello?.alpn ?? [],
      alpn: this.alpn ?? serverHello?.alpn,
      resumption: this.resumption(),
      retried: this.retried,
      serverCertificates: this.serverCertificates,
      chainInOrder: this.chainInOrder,
      clientCertificates: this.clientCertificates,
      alerts: this.alerts,
      decryptedRecords: this.decrypted,
      undecryptedRecords: this.undecrypted,
      sipMessages: this.sipMessages,
    }
  }
}

const momentOf = ({ frame, at }: TlsMoment): TlsMoment => ({ frame, at })
