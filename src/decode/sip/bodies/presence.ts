import { elementsNamed, parseXml, textOf, type XmlElement } from './xml.ts'

/** A presence document (RFC 3863), read for what an emergency call carries in it: a location (RFC 4119). */
export interface Presence {
  readonly entity: string | undefined
  readonly tuples: readonly PresenceTuple[]
  /** A location object is there: `geopriv` with a civic address, a point or an area. */
  readonly located: boolean
}

export interface PresenceTuple {
  readonly id: string | undefined
  /** `open` or `closed`, lower case. */
  readonly basic: string | undefined
  readonly contact: string | undefined
}

export function parsePresence(text: string): Presence | undefined {
  const root = parseXml(text)
  if (root?.name !== 'presence') return undefined
  return {
    entity: root.attributes.get('entity'),
    tuples: [...elementsNamed(root, 'tuple')].map((tuple) => ({
      id: tuple.attributes.get('id'),
      basic: textOf(tuple, 'basic')?.toLowerCase(),
      contact: textOf(tuple, 'contact'),
    })),
    located: [...elementsNamed(root, 'location-info')].some(({ children }) => children.length > 0),
  }
}

/** What a watcher of dialogs is told (RFC 4235): busy lamps live on it. */
export interface DialogInfo {
  readonly entity: string | undefined
  /** `full` or `partial`. */
  readonly state: string | undefined
  readonly version: number | undefined
  readonly dialogs: readonly WatchedDialog[]
}

export interface WatchedDialog {
  readonly id: string | undefined
  readonly callId: string | undefined
  readonly localTag: string | undefined
  readonly remoteTag: string | undefined
  /** `initiator` or `recipient`. */
  readonly direction: string | undefined
  /** `trying`, `proceeding`, `early`, `confirmed`, `terminated`. */
  readonly state: string | undefined
}

export function parseDialogInfo(text: string): DialogInfo | undefined {
  const root = parseXml(text)
  if (root?.name !== 'dialog-info') return undefined
  return {
    ...documentOf(root),
    dialogs: [...elementsNamed(root, 'dialog')].map((dialog) => ({
      id: dialog.attributes.get('id'),
      callId: dialog.attributes.get('call-id'),
      localTag: dialog.attributes.get('local-tag'),
      remoteTag: dialog.attributes.get('remote-tag'),
      direction: dialog.attributes.get('direction'),
      state: textOf(dialog, 'state')?.toLowerCase(),
    })),
  }
}

/** What a watcher of registrations is told (RFC 3680). */
export interface RegInfo {
  readonly state: string | undefined
  readonly version: number | undefined
  readonly registrations: readonly WatchedRegistration[]
}

export interface WatchedRegistration {
  readonly aor: string | undefined
  /** `init`, `active`, `terminated`. */
  readonly state: string | undefined
  readonly contacts: readonly WatchedContact[]
}

export interface WatchedContact {
  readonly uri: string | undefined
  /** `active` or `terminated`. */
  readonly state: string | undefined
  /** `registered`, `refreshed`, `expired`, `deactivated`, `unregistered`, `rejected` ... */
  readonly event: string | undefined
}

export function parseRegInfo(text: string): RegInfo | undefined {
  const root = parseXml(text)
  if (root?.name !== 'reginfo') return undefined
  const { state, version } = documentOf(root)
  return {
    state,
    version,
    registrations: [...elementsNamed(root, 'registration')].map((registration) => ({
      aor: registration.attributes.get('aor'),
      state: registration.attributes.get('state'),
      contacts: [...elementsNamed(registration, 'contact')].map((contact) => ({
        uri: textOf(contact, 'uri'),
        state: contact.attributes.get('state'),
        event: contact.attributes.get('event'),
      })),
    })),
  }
}

function documentOf({ attributes }: XmlElement) {
  const version = attributes.get('version')
  return {
    entity: attributes.get('entity'),
    state: attributes.get('state'),
    version: version !== undefined && /^\d{1,9}$/.test(version) ? Number(version) : undefined,
  }
}

/** `<media_control>` of RFC 5168: the other side is asked for a whole picture. */
export interface MediaControl {
  readonly pictureFastUpdate: boolean
}

export function parseMediaControl(text: string): MediaControl | undefined {
  const root = parseXml(text)
  if (root?.name !== 'media_control') return undefined
  for (const _ of elementsNamed(root, 'picture_fast_update')) return { pictureFastUpdate: true }
  return { pictureFastUpdate: false }
}
