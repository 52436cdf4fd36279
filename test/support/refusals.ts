import { type Ladder, ladder, ladderOf } from './ladder.ts'

/** A call that is refused. */
export const refused = (status: number, more = '', invite = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE  ${invite}
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

/** A registration that is answered with that status. */
export const register = (status: number) => ladder`
  10.0.0.5 > 203.0.113.7  REGISTER
  203.0.113.7 > 10.0.0.5  ${status}`

/** Refused, and then another target rings. */
export const saved = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.8  INVITE initial
  203.0.113.8 > 10.0.0.5  180`

/** So many calls to one peer, the first of which end with that status; the others are answered. */
export const many = (calls: number, failing: number, status: number, more = ''): Ladder =>
  ladderOf(
    Array.from({ length: calls }, (_, i) =>
      i < failing
        ? `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 ${status} call c${i} ${more}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`
        : `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 200 call c${i}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`,
    ).join('\n'),
  )

/** A call that has not got an answer yet. */
export const PENDING = ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100`

/** A change of a call that goes on. */
export const changed = (status: number, method = 'INVITE') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  200
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.7  ${method}
  203.0.113.7 > 10.0.0.5  ${status}`
