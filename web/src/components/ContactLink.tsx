/** The provider's contact: an e-mail address or a web address becomes a link, anything else stays text. */
export function ContactLink({ contact }: { contact: string }) {
  if (/^[^@\s]+@[^@\s]+$/.test(contact)) return <a href={`mailto:${contact}`}>{contact}</a>;
  if (/^https:\/\//.test(contact)) return <a href={contact}>{contact}</a>;
  return <span>{contact}</span>;
}
