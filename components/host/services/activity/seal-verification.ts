/** Perl that compares several lists of seals with one another, and the journal with them; uses what reads the journal. */
export const verifying = String.raw`
sub problem { say(3, @_); $problems++; }

sub day { my @t = gmtime $_[0]; return sprintf '%04d-%02d-%02dT%02d:%02d:%02dZ', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0]; }

# One list of what several sources say: each must agree with the others, and leave nothing out.
sub joined {
    my (%all, %where);
    while (my ($source, $seals) = splice @_, 0, 2) {
        for my $seal (@$seals) {
            my $known = $all{$seal->{number}} //= $seal;
            problem("seal $seal->{number} is another one in $source") if text($known) ne text($seal);
            $where{$source}{$seal->{number}} = 1;
        }
    }
    my @list = map { $all{$_} } sort { $a <=> $b } keys %all;
    for my $source (sort keys %where) {
        my @own = sort { $a <=> $b } keys %{$where{$source}};
        my @left = grep { $_->{number} >= $own[0] && !$where{$source}{$_->{number}} } @list;
        # The last one may be on its way to the journal, and more of them to the sink.
        pop @left if $source eq 'the journal' && @left && $left[-1] == $list[-1];
        @left = grep { $_->{number} < $own[-1] } @left if $source eq 'the sink';
        problem("seals are missing in $source: ", join ', ', map { $_->{number} } @left) if @left;
    }
    return @list;
}

sub verify {
    my ($given) = @_;
    my @own = seals_of_host();
    my @logged = grep { defined } map { chomp; parse($_) }
        qx{journalctl -q --no-pager -o cat _UID=0 SYSLOG_IDENTIFIER=hardened-host-seal};
    problem('this host has no list of seals') unless @own;
    my @sources = ('the list of this host', \@own);
    push @sources, 'the journal', \@logged if @logged;
    if (defined $given) {
        open(my $in, "<$given") or die "$given: $!\n";
        my @sunk = grep { defined } map { chomp; parse($_) } <$in>;
        problem('the sink has no seals of this host') unless @sunk;
        push @sources, 'the sink', \@sunk;
    }
    my @seals = joined(@sources);
    for my $i (1 .. $#seals) {
        problem("seal $seals[$i]{number} does not follow from the one before")
            if $seals[$i]{number} != $seals[$i - 1]{number} + 1
            || $seals[$i]{head} ne head_of($seals[$i - 1]{head}, $seals[$i])
            || $seals[$i]{from} ne $seals[$i - 1]{to};
    }
    compare(@seals);
}

# Goes through the journal once. What a seal covers ends with the entry that it names.
sub compare {
    my @seals = @_;
    my %ends = map { $seals[$_]{to} => $_ } grep { $seals[$_]{entries} > 0 } 0 .. $#seals;
    my ($next, $count, $sum, $held) = (0, 0, Digest::SHA->new(256), 0);
    my @missing;
    each_entry('-', sub {
        my ($cursor, $digest) = @_;
        $count++;
        $sum->add($digest);
        my $at = $ends{$cursor};
        # What is older than the first seal is not sealed.
        ($count, $sum) = (0, Digest::SHA->new(256)) if @seals && $cursor eq $seals[0]{from};
        return unless defined $at;
        push @missing, grep { $seals[$_]{entries} > 0 } $next .. $at - 1;
        my $seal = $seals[$at];
        my $whole = $sum->hexdigest eq $seal->{digest};
        $held++ if $whole;
        push @missing, $at if !$whole && !$held && $count < $seal->{entries};
        problem("seal $seal->{number}, ", day($seals[$at ? $at - 1 : 0]{time}), ' to ', day($seal->{time}),
            ": $count entries, of $seal->{entries} that were sealed, or others than those")
            if !$whole && ($held || $count >= $seal->{entries});
        ($next, $count, $sum) = ($at + 1, 0, Digest::SHA->new(256));
    });
    push @missing, grep { $seals[$_]{entries} > 0 } $next .. $#seals;
    excuse($held, \@seals, @missing);
    say(5, "$held seals hold; $count entries are newer than the last one");
}
`;

/** The journal forgets its oldest files by age and by size; that is no offence. */
export const reasons = String.raw`
sub excuse {
    my ($held, $seals, @missing) = @_;
    return unless @missing;
    my %gone = map { $_ => 1 } @missing;
    my @front;
    for my $i (0 .. $#$seals) {
        next if $seals->[$i]{entries} == 0;
        last unless delete $gone{$i};
        push @front, $i;
    }
    for my $i (sort { $a <=> $b } keys %gone) {
        problem("seal $seals->[$i]{number}, until ", day($seals->[$i]{time}), ': its entries are gone');
    }
    return unless @front;
    my $newest = $seals->[$front[-1]];
    my $range = "seals $seals->[$front[0]]{number} to $newest->{number}, until " . day($newest->{time});
    if (my $why = may_be_forgotten($newest->{time})) { say(5, "$range: their entries are gone by $why"); }
    else { problem("$range: their entries are gone, and neither age nor size explains it"); }
}

sub may_be_forgotten {
    my ($time) = @_;
    my %set;
    for (qx{systemd-analyze cat-config systemd/journald.conf}) { $set{$1} = $2 if /^(\w+)=(\d+)/; }
    # Whole files go, each of a week at most.
    my $days = $set{MaxRetentionSec} // 0;
    return 'age' if $days && time - $time > ($days - 8) * 86400;
    my ($used) = qx{du -sm /var/log/journal} =~ /^(\d+)/;
    # An eighth of it is one file: journald.conf(5), SystemMaxFileSize=.
    return 'size' if $set{SystemMaxUse} && $used >= 0.7 * $set{SystemMaxUse};
    my ($percent) = qx{df --output=pcent /var/log/journal} =~ /(\d+)%/;
    # SystemKeepFree=: 15 % of the disk stay free.
    return 'a full disk' if defined $percent && $percent >= 80;
    return undef;
}
`;
