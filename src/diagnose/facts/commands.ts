/** Words without which no command to a language model stands: looked for first, letter by letter being slow. */
export const COMMAND_HINTS = [
  'gnore',
  'isregard',
  'orget',
  'ou are now',
  'ou Are Now',
  '<|',
  '<system',
  'ystem',
  'ssistant',
  'no problem',
  'no issue',
  'no finding',
  'no fault',
]

/** Text that is meant for a database, a shell, a browser or printf, in places where users and products are named. */
export const META = /'\s{0,3}or\b|--\s|\bunion\s{1,5}select\b|%n%|%s%s|\.\.\/|<script|\$\(|;\s?(?:rm|wget|curl)\s/i

/** What scanning tools put into From or Contact, and the host that SIPVicious puts there. */
export const SCANNER_NAME = /nm@nm|sipvicious/i
export const SCANNER_HOST = '@1.1.1.1'
