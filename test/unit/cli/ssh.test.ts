import t from 'tap';
import { newConfig } from '../../../cli/config.ts';
import { openHome } from '../../../cli/home.ts';
import { DEFAULT_PORTS } from '../../../cli/ports.ts';
import { knownHosts, sshConfig } from '../../../cli/ssh.ts';

t.test('the block for ssh', (t) => {
  const home = openHome({ RACK_HOME: '/home/ann b/50%' });
  t.equal(
    sshConfig(home, newConfig('rack', DEFAULT_PORTS, 'debian')),
    `Host rack
  HostName 127.0.0.1
  Port 2222
  User git
  IdentityFile "/home/ann b/50%%/ssh/id_ed25519"
  IdentitiesOnly yes
  UserKnownHostsFile "/home/ann b/50%%/ssh/known_hosts"
  StrictHostKeyChecking yes
`,
  );
  t.match(sshConfig(home, newConfig('blue', DEFAULT_PORTS, 'debian')), /^Host rack blue\n/);
  t.end();
});

t.test('known hosts are named with their port', (t) => {
  t.equal(knownHosts(['ssh-ed25519 AAAA host\n'], 2222), '[127.0.0.1]:2222 ssh-ed25519 AAAA\n');
  t.equal(knownHosts(['ssh-ed25519 AAAA'], 22), '127.0.0.1 ssh-ed25519 AAAA\n');
  t.end();
});
