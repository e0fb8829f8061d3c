#!/usr/bin/perl
# Holds the steps of one rack's builds to their limits, from the outside: BuildKit takes no limits for a build. It sees the
# engine's folder of running steps and its control groups. A step is the rack's when its hosts file, which the engine wrote,
# has the rack's mark; what others build is read and never touched. Its standard input tells how many builds run, a line each
# time; while there are none it sleeps. It ends with that input, and so with the server.
use strict;
use warnings;
use Errno qw(EBUSY);

# The folder of running steps as the engine calls it, and as it is here; control groups; the mark; bytes; CPU shares;
# seconds between two looks, which is how long a step can take more than it may.
my ($called, $steps, $groups, $mark, $memory, $shares, $pace) = @ARGV;

# A step that has no control group after so many looks is told of: this engine keeps them elsewhere.
my $PATIENCE = 100;

my $is_unified = -e "$groups/cgroup.controllers";
-d "$groups/memory" || $is_unified or die "there are no control groups for memory in $groups\n";
-r $steps or die "$called cannot be read\n";

$| = 1;
print "watching\n";
my $builds = 0;
my (%settled, %looks);
look() until is_ended();

sub is_ended {
  vec(my $ready = '', fileno(STDIN), 1) = 1;
  return 0 if select($ready, undef, undef, $builds > 0 ? $pace : undef) == 0;
  sysread(STDIN, my $told, 4096) or return 1;
  $builds = $1 if $told =~ /(\d+)\n$/;
  return 0;
}

sub look {
  opendir(my $folder, $steps) or die "$called: $!\n";
  my %running = map { $_ => 1 } grep { /^[a-z0-9]+$/ } readdir($folder);
  delete @{$_}{grep { !$running{$_} } keys %$_} for \(%settled, %looks);
  for my $id (grep { !$settled{$_} } keys %running) {
    $settled{$id} = settle($id);
    print "unlimited $id\n" if !$settled{$id} && ++$looks{$id} == $PATIENCE;
  }
}

# Whether there is nothing left to do for a step. What the engine has not written to the end is looked at again.
sub settle {
  my ($id) = @_;
  my $spec = content("$steps/$id/config.json");
  my ($path) = $spec =~ /"cgroupsPath":"([^"]+)"/ or return 0;
  my ($hosts) = $spec =~ m{"source":"\Q$called\E/(hosts\.\w+)"} or return 1;
  return 1 if content("$steps/$hosts") !~ /\t\Q$mark\E\n/;
  return $is_unified ? limit_unified($path) : limit_legacy($path);
}

sub limit_unified {
  my $group = group($groups, @_) or return 0;
  write_to("$group/cpu.weight", 1 + int(($shares - 2) * 9999 / 262142));
  write_to("$group/memory.swap.max", 0);
  return write_to("$group/memory.max", $memory);
}

sub limit_legacy {
  my $group = group("$groups/memory", @_) or return 0;
  my $processor = group("$groups/cpu", @_);
  write_to("$processor/cpu.shares", $shares) if $processor;
  my $is_limited = write_to("$group/memory.limit_in_bytes", $memory);
  # It has taken more than it may already, and such a kernel leaves that to us.
  kill('KILL', grep { $_ > 1 } split(' ', content("$group/cgroup.procs"))) if !$is_limited && $! == EBUSY;
  write_to("$group/memory.memsw.limit_in_bytes", $memory);
  return $is_limited;
}

# The control group of a path. With systemd's it is slice:prefix:name, which not all that start steps understand.
sub group {
  my ($below, $path) = @_;
  my ($slice, $prefix, $name) = split(/:/, $path);
  my @places = ("$below/$path", defined $name ? "$below/$slice/$prefix-$name.scope" : ());
  return (grep { -d } @places)[0];
}

sub content {
  open(my $file, '<', $_[0]) or return '';
  local $/;
  return <$file> // '';
}

# Not buffered: the kernel says of the write itself what it thinks of a value.
sub write_to {
  my ($path, $value) = @_;
  open(my $file, '+<', $path) or return 0;
  return defined syswrite($file, "$value\n");
}
