import { hashComment, managedNotice } from "../../formats/comments";
import { stateFolder } from "./paths";
import { reasons, verifying } from "./seal-verification";

/**
 * Chains digests of the journal. A seal covers the entries since the one before, and the seal before; it goes into the
 * journal itself, and so to the sink, where nobody on this host can change it.
 */
export function sealProgramText(): string {
    return [
        "#!/usr/bin/perl",
        ...hashComment(managedNotice),
        ...hashComment(
            "activity-seals seal: seals what the journal has got. activity-seals verify [FILE]: compares the journal with " +
                "the seals of this host, and with those that a sink has, one in a line of FILE (- is the standard input).",
        ),
        "use strict;",
        "use warnings;",
        "use Digest::SHA qw(sha256 sha256_hex);",
        "",
        `my $file = '${stateFolder}/seals';`,
        "# Three months and more, of one in five minutes.",
        "my $kept = 30000;",
        "my $problems = 0;",
        "",
        reading,
        sealing,
        verifying,
        reasons,
        main,
    ].join("\n");
}

/** Entries as journalctl(1) exports them: lines NAME=VALUE, or NAME, a length of 64 bits and as many bytes. */
const reading = String.raw`
# Calls back with cursor and digest of each entry. Of the fields that journald's files make up only the times count, and
# fields count in any order: so the digest is that of what was logged.
sub each_entry {
    my ($after, $do) = @_;
    my @from = $after eq '-' ? () : ("--after-cursor=$after");
    open(my $journal, '-|', 'journalctl', '-q', '--no-pager', '-o', 'export', @from) or die "journalctl: $!\n";
    binmode $journal;
    my ($cursor, @fields);
    while (defined(my $line = <$journal>)) {
        chomp $line;
        if ($line eq '') {
            $do->($cursor, sha256(join '', sort @fields)) if defined $cursor;
            ($cursor, @fields) = (undef);
        } elsif (my ($name, $value) = $line =~ /^([^=]+)=(.*)$/s) {
            if ($name eq '__CURSOR') { $cursor = $value; }
            elsif ($name !~ /^__/ || $name =~ /^__(?:REALTIME|MONOTONIC)_TIMESTAMP$/) { push @fields, sha256("$name\0$value"); }
        } else {
            read($journal, my $length, 8) == 8 or die "the journal ends within a field\n";
            my $left = unpack 'Q<', $length;
            my $digest = Digest::SHA->new(256)->add("$line\0");
            while ($left > 0) {
                my $got = read $journal, my $bytes, $left < 65536 ? $left : 65536;
                die "the journal ends within a field\n" unless $got;
                $digest->add($bytes);
                $left -= $got;
            }
            read $journal, my $newline, 1;
            push @fields, $digest->digest;
        }
    }
    close $journal;
}

sub head_of {
    my ($before, $seal) = @_;
    return sha256_hex(join ' ', $before, @$seal{qw(number time entries from to digest)});
}

sub parse {
    my ($line) = @_;
    my %seal;
    my @word = $line =~ /^(?:seal )?(\d+) (\d+) (\d+) (\S+) (\S+) ([0-9a-f]{64}) ([0-9a-f]{64})$/ or return undef;
    @seal{qw(number time entries from to digest head)} = @word;
    return \%seal;
}

sub text { my ($seal) = @_; return join ' ', @$seal{qw(number time entries from to digest head)}; }

# To a person without the priority that the journal takes: sd-daemon(3).
sub say { my ($priority, @text) = @_; print $ENV{JOURNAL_STREAM} ? "<$priority>" : '', @text, "\n"; }

sub seals_of_host {
    open(my $in, '<', $file) or return ();
    return grep { defined } map { chomp; parse($_) } <$in>;
}
`;

const sealing = String.raw`
sub seal {
    my $last = last_seal();
    my $sum = Digest::SHA->new(256);
    my %seal = (
        number => $last ? $last->{number} + 1 : 1, time => time, entries => 0,
        from => $last ? $last->{to} : newest_cursor(), to => undef,
    );
    each_entry($seal{from}, sub { $seal{entries}++; $seal{to} = $_[0]; $sum->add($_[1]); });
    # The first one, of nothing, says from where on there are seals.
    $seal{to} //= $seal{from} unless $last;
    return unless defined $seal{to};
    $seal{digest} = $sum->hexdigest;
    $seal{head} = head_of($last ? $last->{head} : 'none', \%seal);
    open(my $out, '>>', $file) or die "$file: $!\n";
    print $out text(\%seal), "\n";
    close $out or die "$file: $!\n";
    say(5, 'seal ', text(\%seal));
    forget() if $seal{number} % 1000 == 0;
}

sub last_seal {
    open(my $in, '<', $file) or return undef;
    seek $in, -4096, 2;
    my @lines = <$in>;
    return undef unless @lines;
    return parse($lines[-1] =~ s/\n$//r) // die "$file does not end with a seal\n";
}

# The list does not grow for ever: its oldest seals go once it has twice as many as are kept.
sub forget {
    my @seals = seals_of_host();
    return if @seals < 2 * $kept;
    open(my $out, '>', "$file.new") or die "$file.new: $!\n";
    print $out text($_), "\n" for @seals[-$kept .. -1];
    close $out or die "$file.new: $!\n";
    rename "$file.new", $file or die "$file: $!\n";
}

sub newest_cursor {
    my ($line) = grep { /^-- cursor: / } qx{journalctl -q --no-pager -n 1 -o cat --show-cursor};
    return $line =~ /^-- cursor: (\S+)/ ? $1 : '-';
}
`;

const main = String.raw`
my ($verb, $given) = @ARGV;
if (($verb // '') eq 'seal') { seal(); }
elsif (($verb // '') eq 'verify') { verify($given); }
else { die "usage: activity-seals seal | verify [FILE]\n"; }
exit($problems ? 1 : 0);
`;
