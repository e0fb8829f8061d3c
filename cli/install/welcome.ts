/** What to do after a rack was made: how ssh and git know it, its names, the first app. */
export function welcome(rack: string, outputs: Record<string, string>): string {
  const { GitHost, GitPort, Router, Domain, Api } = outputs;
  const names = GitHost === `git.${Domain}` ? '' : `\nMake the DNS record  *.${Domain}  CNAME  ${Router}\n`;
  return `
The rack ${rack} is made. Its API is at ${Api}
${names}
For ~/.ssh/config:

${sshBlock(rack, GitHost!, GitPort!)}
The first app:

  git remote add rack ${rack}:my-app         in the app's repository
  git push rack main
  ssh ${rack} help`;
}

/** The block by which ssh and git know a rack; the host key is remembered at the first connection. */
export function sshBlock(rack: string, host: string, port: string): string {
  return [
    `Host ${rack}`,
    `  HostName ${host}`,
    `  Port ${port}`,
    '  User git',
    '  StrictHostKeyChecking accept-new',
    '',
  ].join('\n');
}
