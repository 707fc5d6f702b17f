-- Takes a dead letter out; with a lane, what it holds is delivered once more, unless it waits already.
local letter, team, lane, due, mark, value = arg(), arg(), arg(), arg(), arg(), arg()
if call('HDEL', root .. ':y', letter) == 0 then return 0 end
call('ZREM', root .. ':x', letter)
if lane ~= '' then add(team, lane, due, mark, value) end
return 1
