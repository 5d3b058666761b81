/**
 * The `default` of an exhaustive `switch` on `__typename`.
 *
 * Where a member of the union has no `case`, its type is not `never` here and the program does not
 * compile. A server may be newer than the program, and its unions may have grown: what this returns
 * still says, at run time, what a person should read. That is why it returns and does not throw.
 */
export function unknownMember(member: never): { code: string; message: string } {
  const { code, message } = member as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : 'Something this program does not know yet.',
  };
}
