import { hashComment, managedNotice } from "../../formats/comments";
import { stateFolder } from "./paths";

/** Tells of every file of the plan that is not as its generation has it any more, and who was root then. */
export function watchProgramText(): string {
    return [
        "#!/usr/bin/perl",
        ...hashComment(managedNotice),
        ...hashComment("changes-by-hand: compares the files of the plan with what their generation made of them."),
        "use strict;",
        "use warnings;",
        "use Digest::SHA;",
        "use Fcntl qw(:flock);",
        "",
        "my $host = '/var/lib/hardened-host';",
        `my $told_file = '${stateFolder}/told';`,
        comparison,
        presence,
        telling,
    ].join("\n");
}

const comparison = String.raw`
# In what a file differs from a line of managed-files: digest, mode, owner, group, path.
sub difference {
    my ($digest, $mode, $owner, $group, $path) = @_;
    return 'is a link' if -l $path;
    my @stat = lstat $path or return 'is gone';
    return 'is no file' unless -f _;
    my @differs;
    my $sha = Digest::SHA->new(256);
    push @differs, 'content' unless eval { $sha->addfile($path, 'b')->hexdigest } eq $digest;
    my $is = sprintf '%o', $stat[2] & 07777;
    push @differs, "mode $is" if $is ne $mode;
    my ($user, $group_now) = ((getpwuid $stat[4]) // $stat[4], (getgrgid $stat[5]) // $stat[5]);
    push @differs, "owner $user:$group_now" if "$user:$group_now" ne "$owner:$group";
    return @differs ? 'has another ' . join(' and ', @differs) : undef;
}

sub managed_files {
    open(my $in, '<', "$host/managed-files") or return ();
    return map { chomp; [split /\t/] } <$in>;
}
`;

/** By control groups: systemd.exec(5) puts every login into a scope of its own, which sudo(8) does not leave. */
const presence = String.raw`
sub roots_present {
    my %session;
    for my $folder (glob '/proc/[0-9]*') {
        my @stat = stat $folder or next;
        next if $stat[4] != 0;
        open(my $in, '<', "$folder/cgroup") or next;
        while (<$in>) { $session{$1} = 1 if m{/session-([^/]+)\.scope}; }
    }
    return sort map {
        my %of = map { chomp; split /=/, $_, 2 } qx{loginctl show-session $_ -p Name -p RemoteHost 2>/dev/null};
        ($of{Name} // 'unknown') . ($of{RemoteHost} ? " from $of{RemoteHost}" : '');
    } grep { /^\w+$/ } keys %session;
}

# Of the last minutes: who ran a command that has ended by now. sudo logs as its caller: nobody can name another one.
# Within a message JSON has a backslash before each quotation mark.
sub roots_of_late {
    my %account;
    for (qx{journalctl -q --no-pager -o json --output-fields=_UID,MESSAGE --since=-3min SYSLOG_IDENTIFIER=sudo}) {
        my ($uid) = /"_UID":"(\d+)"/ or next;
        my ($caller) = /"MESSAGE":" *(\S+) : (?:TTY=|PWD=).* ; USER=root ; / or next;
        $account{$caller} = 1 if $uid == 0 || (getpwuid($uid) // '') eq $caller;
    }
    return sort keys %account;
}

sub suspects {
    my @present = roots_present();
    my @late = grep { my $name = $_; !grep { /^\Q$name\E( |$)/ } @present } roots_of_late();
    my @all = (@present, map { "$_ by sudo" } @late);
    return @all ? 'root in the last minutes: ' . join(', ', @all) : 'nobody who had logged in was root in the last minutes';
}
`;

const telling = String.raw`
# A delivery is at work, or waits for its confirmation: files may be of either generation.
if (open my $lock, '<', '/run/hardened-host/lock') { flock $lock, LOCK_SH | LOCK_NB or exit 0; }
exit 0 if -e "$host/pending/armed";

my %told;
if (open my $in, '<', $told_file) { %told = map { chomp; split /\t/, $_, 2 } <$in>; }
my %now;
for my $file (managed_files()) {
    my $difference = difference(@$file);
    $now{$file->[4]} = $difference if defined $difference;
}
my @new = grep { ($told{$_} // '') ne $now{$_} } sort keys %now;
my $who = @new ? suspects() : '';
my ($generation) = sort { $b <=> $a } map { m{/(\d+)$} ? $1 : () } glob "$host/generations/*";
$generation //= 'the last';
print "<4>changed by hand since generation $generation: $_ $now{$_}; $who\n" for @new;
print "<5>again as generation $generation has it: $_\n" for grep { !exists $now{$_} } sort keys %told;
open(my $out, '>', "$told_file.new") or die "$told_file.new: $!\n";
print $out "$_\t$now{$_}\n" for sort keys %now;
close $out or die "$told_file.new: $!\n";
rename "$told_file.new", $told_file or die "$told_file: $!\n";
`;
