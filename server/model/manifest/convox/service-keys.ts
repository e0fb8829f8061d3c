/** What a rack does not do, and why; it is noted. */
export const NOT_DONE = {
  accessControl: 'all processes of an app have the rights of the app',
  agent: 'a service has a number of copies, not one on each machine',
  certificate: 'certificates are the rack’s',
  dnsConfig: 'names are those of the machine',
  grpcHealthEnabled: 'a service is asked by HTTP',
  ingressAnnotations: 'there is no ingress controller',
  initContainer: 'the release phase of a Procfile runs before a release',
  internalAndExternal: 'services reach each other by their addresses outside',
  lifecycle: 'a process gets SIGTERM and its grace',
  links: 'services reach each other by their addresses outside',
  liveness: 'health tells whether a service lives',
  nlb: 'requests reach services by HTTP',
  nodeSelectorLabels: 'the machines of a rack are alike',
  policies: 'all processes of an app have the rights of the app',
  ports: 'a service has one port',
  privileged: 'processes have no rights on the machine',
  startupProbe: 'health.grace is the time to start',
  timeout: 'the time for a request is the load balancer’s',
  tls: 'whether requests go to HTTPS is the rack’s to say',
  volumeOptions: 'files of a process are gone when it ends',
  volumes: 'files of a process are gone when it ends',
} as const;

/** What would leave open what is meant to be closed. */
export const REFUSED = {
  whitelist: 'requests from anywhere reach a service; take the key out if that is meant',
} as const;

/** What asks nothing of a rack: an init runs in front of every process, and the rest is for other tools. */
export const INERT = ['annotations', 'init', 'labels', 'tags', 'test'] as const;
