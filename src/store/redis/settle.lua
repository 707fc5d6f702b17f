-- Records what became of a claim, with other changes. Runs on a full server too, since it mostly makes room.
local lane, mark, token = arg(), arg(), arg()
local how, moment, text = arg(), arg(), arg()
local changes = read_changes()
local team = changes.team
local claim = lane .. ':' .. team .. ':' .. mark

local held, due, again, lease = claim_of(claim)
if held ~= token or not holds(claim) then return { 'late', '' } end
local seen = seen_before(changes)
if not seen then
  if not rests(changes) then return { 'conflict', '' } end
  write(changes)
  held, due, again, lease = claim_of(claim) -- its own changes may have rung it, or taken it back
end

local value = call('HGET', items(team), mark)
if held ~= token or not value then return { 'saved', '' } end
if how == 'going' then
  call('HSET', items(team), mark, with_progress(value, text))
  lease_claim(claim, lease)
  return { 'saved', '' }
end
end_claim(claim)
if how == 'again' then
  call('HSET', items(team), mark, with_progress(value, text))
  if again ~= '' and tonumber(again) < tonumber(moment) then moment = again end -- it was rung since
  enqueue(lane, team, mark, moment)
elseif how == 'done' and again ~= '' then
  call('HSET', items(team), mark, with_progress(value, ''))
  enqueue(lane, team, mark, again)
else
  forget(team, mark, value)
  if how == 'dead' then
    local letter = string.format('%.0f', changes.now) .. ':' .. claim
    call('ZADD', root .. ':x', changes.now, letter)
    call('HSET', root .. ':y', letter, due .. '|' .. #text .. ':' .. text .. value)
  end
end
return { 'saved', '' }
